import { Transform } from "node:stream";

import { readJson, type Json } from "../json/read";
import { Refusal } from "../refusal";
import { holdsProviderRun, providerRun, type Answers } from "./providerRun";

const longestEvent = 16 * 1024 * 1024;

/** Passes server-sent events once they are whole; one that the provider's own tools made ends the stream before it. */
export function eventFilter(answers: Answers): Transform {
    // Joined only when an event ends: an event of many pieces costs no more than its length.
    let kept: string[] = [];
    let length = 0;
    let before = "";
    return new Transform({
        transform(piece: Buffer, _encoding, done) {
            // Latin-1 keeps every byte.
            const text = piece.toString("latin1");
            const cut = afterLastBlankLine(before + text) - before.length;
            before = (before + text).slice(-2);
            if (cut <= 0) {
                kept.push(text);
                length += text.length;
                return done(length > longestEvent ? fault("has no end") : null);
            }
            const events = [...kept, text.slice(0, cut)].join("");
            kept = [text.slice(cut)];
            length = text.length - cut;
            try {
                for (const event of events.split(/(?<=\n\r?\n)/)) {
                    judgeEvent(event, answers);
                    this.push(Buffer.from(event, "latin1"));
                }
                done();
            } catch (error) {
                done(error as Error);
            }
        },
        flush(done) {
            const rest = kept.join("");
            try {
                judgeEvent(rest, answers);
                done(null, Buffer.from(rest, "latin1"));
            } catch (error) {
                done(error as Error);
            }
        },
    });
}

/** Lines end with LF or CR LF. */
function afterLastBlankLine(text: string): number {
    const plain = text.lastIndexOf("\n\n");
    const carriage = text.lastIndexOf("\n\r\n");
    return Math.max(plain < 0 ? 0 : plain + 2, carriage < 0 ? 0 : carriage + 3);
}

const fault = (what: string): Refusal => new Refusal(502, "upstream", `An event of the endpoint ${what}.`);
const field = /^(?:(?:event|data|id|retry)(?::[^\r]*)?|:[^\r]*|)$/;

/** An event that not every client reads alike is not known to be safe: no field but SSE's own, no bare CR, strict JSON. */
function judgeEvent(event: string, answers: Answers): void {
    const lines = event.split(/\r?\n/);
    if (!lines.every((line) => field.test(line))) throw fault("has a line that is none of the format's fields");
    const data = lines
        .filter((line) => line.startsWith("data:"))
        .map((line) => line.slice(line[5] === " " ? 6 : 5))
        .join("\n");
    if (data === "" || data === "[DONE]") return;
    let value: Json;
    try {
        value = readJson(Buffer.from(data, "latin1"));
    } catch {
        throw fault("is not strict JSON");
    }
    if (holdsProviderRun(value, answers)) throw providerRun();
}
