import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A case of agent-egress-bench (luckyPipewrench/agent-egress-bench, its schema version 1): what an agent does, and whether it may. */
export interface Case {
    readonly id: string;
    readonly category: string;
    readonly input_type: string;
    readonly payload: Payload;
    readonly expected_verdict: "allow" | "block";
}

export interface Payload {
    readonly method?: string;
    readonly url?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly content_type?: string;
    readonly body?: string;
    readonly response_body?: string;
    readonly frames?: readonly { readonly payload?: string }[];
    readonly agent_card?: unknown;
    readonly jsonrpc_messages?: readonly Message[];
}

interface Message {
    readonly params?: { readonly name?: string; readonly arguments?: Readonly<Record<string, unknown>> };
    readonly result?: unknown;
}

/** @throws Error when a file is no case */
export function readCases(folder: string): Case[] {
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".json"));
    return files.sort().map((name) => {
        const read = JSON.parse(readFileSync(join(folder, name), "utf8")) as Case & { schema_version: number };
        if (read.schema_version !== 1 || !["allow", "block"].includes(read.expected_verdict))
            throw new Error(`${name} is no case of schema version 1`);
        return read;
    });
}
