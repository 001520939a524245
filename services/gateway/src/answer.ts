import { Transform } from "node:stream";

import type { Dialect } from "./dialects/dialect";
import { readJson, type Json } from "./json/read";
import { Refusal } from "./refusal";

/** True when a value of the answer says that the provider's own tools ran. */
export function holdsProviderRun(value: Json, dialect: Dialect): boolean {
    if (value === null || typeof value !== "object") return false;
    if (Array.isArray(value)) return value.some((item) => holdsProviderRun(item, dialect));
    if (typeof value.type === "string" && dialect.providerRun(value.type)) return true;
    // A client tool's input is the model's own text: what it says of types means nothing.
    return Object.entries(value).some(([key, member]) => key !== "input" && holdsProviderRun(member, dialect));
}

const longestEvent = 16 * 1024 * 1024;

/** Passes whole server-sent events; one that the provider's own tools made ends the stream before it. */
export function eventFilter(dialect: Dialect): Transform {
    let kept: Buffer = Buffer.alloc(0);
    return new Transform({
        transform(piece: Buffer, _encoding, done) {
            kept = kept.length === 0 ? piece : Buffer.concat([kept, piece]);
            if (kept.length > longestEvent)
                return done(new Refusal(502, "upstream", "An event of the endpoint has no end."));
            const text = kept.toString("latin1");
            const cut = Math.max(endOf(text, "\n\n"), endOf(text, "\r\n\r\n"));
            if (cut === 0) return done();
            const events = text.slice(0, cut).split(/(?<=\r?\n\r?\n)/);
            kept = kept.subarray(cut);
            for (const event of events) {
                if (eventIsProviderRun(event, dialect)) return done(providerRun());
                this.push(Buffer.from(event, "latin1"));
            }
            done();
        },
        flush(done) {
            if (eventIsProviderRun(kept.toString("latin1"), dialect)) return done(providerRun());
            done(null, kept);
        },
    });
}

function endOf(text: string, blank: string): number {
    const at = text.lastIndexOf(blank);
    return at < 0 ? 0 : at + blank.length;
}

export const providerRun = (): Refusal =>
    new Refusal(502, "provider-run", "The endpoint ran a tool of its own, which nobody allowed.");

/** An event that cannot be read is not known to be safe; comments and pings hold no data. */
function eventIsProviderRun(event: string, dialect: Dialect): boolean {
    const data = event
        .split(/\r\n|\r|\n/)
        .filter((line) => line.startsWith("data:"))
        .map((line) => line.slice(5).trimStart())
        .join("\n");
    if (data === "" || data === "[DONE]") return false;
    try {
        return holdsProviderRun(readJson(Buffer.from(data, "latin1")).value, dialect);
    } catch {
        return true;
    }
}
