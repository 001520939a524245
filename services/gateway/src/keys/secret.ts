import { request } from "node:https";

import { signedHeaders, type Credentials } from "./sign";

const patience = 10_000;
const longest = 256 * 1024;

/** Where Secrets Manager answers. */
export interface SecretsManager {
    readonly region: string;
    /** Host and port to dial; the name that is asked and verified is AWS's. */
    readonly address?: { readonly host: string; readonly port: number };
    readonly ca?: Buffer;
}

/** A secret's text. @throws Error with AWS's name of the failure, never with a value */
export async function secretText(
    id: string,
    { region, address, ca }: SecretsManager,
    credentials: Credentials,
): Promise<string> {
    const host = `secretsmanager.${region}.amazonaws.com`;
    const body = JSON.stringify({ SecretId: id });
    const call = {
        service: "secretsmanager",
        region,
        now: new Date(),
        body,
        host,
        target: "secretsmanager.GetSecretValue",
    };
    const headers = { ...signedHeaders(call, credentials), "content-length": String(Buffer.byteLength(body)) };
    const where = { host: address?.host ?? host, port: address?.port ?? 443, servername: host, ca };
    const { status, text } = await new Promise<{ status: number; text: string }>((done, fail) => {
        const signal = AbortSignal.timeout(patience);
        const asked = request({ ...where, method: "POST", path: "/", headers, signal }, (answer) => {
            let text = "";
            answer.on("data", (piece) => {
                text += String(piece);
                if (text.length > longest) answer.destroy(new Error("the answer has no end"));
            });
            answer.once("error", fail).once("end", () => done({ status: answer.statusCode!, text }));
        });
        asked.once("error", fail).end(body);
    });
    const said = JSON.parse(text) as { SecretString?: unknown; __type?: unknown };
    if (status !== 200)
        throw new Error(`Secrets Manager refuses ${id}: ${status} ${String(said.__type).split("#").at(-1)}`);
    if (typeof said.SecretString !== "string") throw new Error(`the secret ${id} holds no text`);
    return said.SecretString;
}
