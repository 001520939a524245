import { Transform } from "node:stream";
import { crc32 } from "node:zlib";

import { readJson, type Json, type JsonObject } from "../json/read";
import { Refusal } from "../refusal";
import type { Scrubbing } from "../scrub";
import { holdsProviderRun, providerRun, type Answers } from "./providerRun";

/** Two lengths and their checksum; the whole frame's checksum ends it. */
const prelude = 12;
const longestFrame = 24 * 1024 * 1024;

/**
 * Passes frames of `application/vnd.amazon.eventstream` once they are whole and their checksums fit. One that the provider's
 * own tools made, or that holds the endpoint's key, ends the stream before it: nothing can be cut out of a frame.
 */
export function frameFilter(answers: Answers, scrub: Scrubbing): Transform {
    let kept: Buffer[] = [];
    let length = 0;
    let needed = prelude;
    return new Transform({
        transform(piece: Buffer, _encoding, done) {
            kept.push(piece);
            length += piece.length;
            if (length < needed) return done();
            let bytes = Buffer.concat(kept, length);
            try {
                for (needed = frameLength(bytes); bytes.length >= needed; needed = frameLength(bytes)) {
                    const frame = bytes.subarray(0, needed);
                    judgeFrame(frame, answers, scrub);
                    this.push(frame);
                    bytes = bytes.subarray(needed);
                }
            } catch (error) {
                return done(error as Error);
            }
            kept = [bytes];
            length = bytes.length;
            done();
        },
        flush: (done) => done(length > 0 ? fault("ended early") : null),
    });
}

const fault = (what: string): Refusal => new Refusal(502, "upstream", `A frame of the endpoint's stream ${what}.`);

/** Of the frame at the beginning; of its prelude as long as that is not there. */
function frameLength(bytes: Buffer): number {
    if (bytes.length < prelude) return prelude;
    const length = bytes.readUInt32BE(0);
    if (crc32(bytes.subarray(0, 8)) !== bytes.readUInt32BE(8)) throw fault("has a wrong checksum");
    if (length > longestFrame || length < prelude + 4 + bytes.readUInt32BE(4)) throw fault("has a wrong length");
    return length;
}

function judgeFrame(frame: Buffer, answers: Answers, scrub: Scrubbing): void {
    const end = frame.length - 4;
    if (crc32(frame.subarray(0, end)) !== frame.readUInt32BE(end)) throw fault("has a wrong checksum");
    keyless(frame, scrub);
    const payload = frame.subarray(prelude + frame.readUInt32BE(4), end);
    if (payload.length === 0) return;
    const value = parsed(payload);
    if (holdsProviderRun(value, answers)) throw providerRun();
    const { bytes } = value;
    // InvokeModel's event stands in base64 inside of its frame.
    if (bytes !== undefined) judgeChunk(bytes, answers, scrub);
}

function judgeChunk(bytes: Json, answers: Answers, scrub: Scrubbing): void {
    if (typeof bytes !== "string" || !/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(bytes))
        throw fault("holds no base64");
    const chunk = Buffer.from(bytes, "base64");
    keyless(chunk, scrub);
    if (holdsProviderRun(parsed(chunk), answers)) throw providerRun();
}

export const keyEcho = (): Refusal => new Refusal(502, "key-echo", "The endpoint sent the gateway's key back.");

function keyless(bytes: Buffer, scrub: Scrubbing): void {
    if (scrub.sees(bytes)) throw keyEcho();
}

function parsed(bytes: Buffer): JsonObject {
    let value: Json;
    try {
        value = readJson(bytes);
    } catch {
        throw fault("is not strict JSON");
    }
    if (value === null || typeof value !== "object" || Array.isArray(value)) throw fault("is no JSON object");
    return value;
}
