import type { Multipart } from "@fastify/multipart";
import type { FastifyRequest } from "fastify";

import { HttpError } from "../http/errors";

/** Bytes of one text field: a ground truth is well below a kilobyte. */
const fieldSize = 64 * 1024;
const parts = 16;
/** What boundaries, part headers and text fields may add to the file. */
const overhead = 2 * fieldSize;

export interface FormRules {
    /** Names the file may come under; the first one is used in messages. */
    file: readonly string[];
    /** Bytes. */
    fileSize: number;
    /** How many files may come, each under one of the names. */
    files: number;
    fields: readonly string[];
}

export interface SentFile {
    data: Buffer;
    /** As the client sent it, without directories. */
    name: string;
}

export interface Form {
    /** At least one, in the order they were sent in. */
    files: [SentFile, ...SentFile[]];
    /** Fields that are empty are left out: HTML forms send them. A part of type application/json is parsed already. */
    fields: Map<string, unknown>;
}

function tooLarge({ file, fileSize }: FormRules): HttpError {
    return new HttpError(413, `${file[0]}: larger than ${fileSize / 1024 / 1024} MB`);
}

/** A field may also come as a small file: `curl -F ground_truth=@truth.json`. */
async function fieldOf(part: Multipart): Promise<unknown> {
    const value = part.type === "file" ? (await part.toBuffer()).toString("utf8") : part.value;
    const truncated = part.type === "field" && part.valueTruncated;
    if (truncated || (typeof value === "string" && value.length > fieldSize)) {
        throw new HttpError(413, `${part.fieldname}: longer than ${fieldSize / 1024} KB`);
    }
    return typeof value === "string" ? value.trim() : value;
}

function checkName(part: Multipart, rules: FormRules, seen: Set<string>, files: number): void {
    const name = JSON.stringify(part.fieldname.slice(0, 40));
    const isFile = rules.file.includes(part.fieldname);
    if (!isFile && !rules.fields.includes(part.fieldname)) {
        const known = [...rules.file, ...rules.fields].join(", ");
        throw new HttpError(422, `${name} is no field of this form: write ${known}`);
    }
    if (isFile && part.type === "field") throw new HttpError(422, `${name} is a text: send a file, with a file name`);
    if (isFile && files >= rules.files) {
        const most = rules.files === 1 ? "is sent twice: send one" : `is sent more than ${rules.files} times`;
        throw new HttpError(400, `${name} ${most}`);
    }
    if (isFile) return;
    if (seen.has(part.fieldname)) throw new HttpError(400, `${name} is sent twice: send one`);
    seen.add(part.fieldname);
}

async function readParts(request: FastifyRequest, rules: FormRules): Promise<Form> {
    const seen = new Set<string>();
    const fields = new Map<string, unknown>();
    const files: SentFile[] = [];
    const limits = { fileSize: rules.fileSize, fieldSize, parts, fields: parts, files: parts, fieldNameSize: 100 };
    for await (const part of request.parts({ limits })) {
        checkName(part, rules, seen, files.length);
        if (part.type === "file" && rules.file.includes(part.fieldname)) {
            files.push({ data: await part.toBuffer(), name: part.filename ?? "" });
        } else {
            const value = await fieldOf(part);
            if (value !== "" && value !== undefined) fields.set(part.fieldname, value);
        }
    }
    const [first, ...more] = files;
    if (!first) throw new HttpError(422, `${rules.file[0]}: is missing; send it as a file of multipart/form-data`);
    if (files.some(({ data }) => data.length === 0)) throw new HttpError(400, `${rules.file[0]}: is empty`);
    return { files: [first, ...more], fields };
}

/** Rejects with the signal's reason: a body that never arrives must not hold up whoever gave up waiting for it. */
function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
        const aborted = (): void => reject(signal.reason as Error);
        if (signal.aborted) aborted();
        signal.addEventListener("abort", aborted);
        work.then(resolve, reject).finally(() => signal.removeEventListener("abort", aborted));
    });
}

/**
 * The form of a request. Throws HttpError: 413 what is too large, 422 no file, 400 anything else wrong, and the signal's
 * reason when it fires before all of the body is there.
 */
export async function readForm(request: FastifyRequest, rules: FormRules, signal: AbortSignal): Promise<Form> {
    if (!request.isMultipart()) throw new HttpError(422, `${rules.file[0]}: is missing; send multipart/form-data`);
    // Said before the body is read, where the client says how long it is.
    if (Number(request.headers["content-length"] ?? 0) > rules.files * rules.fileSize + overhead) throw tooLarge(rules);
    try {
        return await unlessAborted(signal, readParts(request, rules));
    } catch (error) {
        // The body ends early, too, when the client goes away or the service stops: then that is the reason.
        signal.throwIfAborted();
        if (error instanceof HttpError) throw error;
        const { code, message } = error as { code?: string; message: string };
        if (code === "FST_REQ_FILE_TOO_LARGE") throw tooLarge(rules);
        if (code?.endsWith("_LIMIT")) throw new HttpError(413, `the form has more than ${parts} parts`);
        throw new HttpError(400, `the form cannot be read: ${message}`);
    }
}
