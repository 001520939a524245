import type { IncomingMessage } from "node:http";

/** What a call was, as one audit line: never a body, never a key. Milliseconds and bytes. */
export interface Call {
    time: string;
    client: string | null;
    userClaimed: string | null;
    endpoint: string | null;
    model: string | null;
    path: string;
    status: number;
    bytesIn: number;
    bytesOut: number;
    firstByteMs: number | null;
    totalMs: number;
    tokens: { input: number; output: number } | null;
    toolKinds: readonly string[];
    rule: string | null;
    alarm: string | null;
}

export function emptyCall(client: string | null): Call {
    return {
        time: new Date().toISOString(),
        client,
        userClaimed: null,
        endpoint: null,
        model: null,
        path: "",
        status: 0,
        bytesIn: 0,
        bytesOut: 0,
        firstByteMs: null,
        totalMs: 0,
        tokens: null,
        toolKinds: [],
        rule: null,
        alarm: null,
    };
}

export function newCall({ url = "", headers }: IncomingMessage, client: string | null): Call {
    const claimed = headers["x-openhands-user"];
    return { ...emptyCall(client), path: url, userClaimed: claimed === undefined ? null : textOf(String(claimed)) };
}

/** Node reads a header's bytes as Latin-1; a name is UTF-8 wherever its bytes are. */
function textOf(header: string): string {
    try {
        return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.from(header, "latin1"));
    } catch {
        return header;
    }
}

/** One line can hold several alarms. */
export function raise(call: Call, alarm: string): void {
    if (call.alarm === null) call.alarm = alarm;
    else if (!call.alarm.split(", ").includes(alarm)) call.alarm += `, ${alarm}`;
}
