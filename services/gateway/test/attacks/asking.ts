import { expect } from "chai";

import { good, type Bench } from "../server/harness";
import type { Mutant } from "../server/mutants";

export const routes = (config: { endpoints: { routes: object[] }[] }): object => ({
    ...config,
    maxBodyMb: 0.1,
    endpoints: config.endpoints.map((endpoint) => ({
        ...endpoint,
        routes: [
            ...endpoint.routes,
            { method: "POST", path: "/v1/chat/completions", dialect: "openai-chat" },
            { method: "POST", path: "/v1/responses", dialect: "openai-responses" },
        ],
    })),
});

export const nothing = async (bench: Bench, status: number, ...posted: Parameters<Bench["post"]>): Promise<void> => {
    expect((await bench.post(...posted)).status).to.equal(status);
    expect(bench.arrived).to.deep.equal([]);
};
export const rawNothing = async (bench: Bench, bytes: string, answer = /^HTTP\/1\.1 4\d\d /): Promise<void> => {
    expect(await bench.raw(Buffer.from(bytes, "latin1"), 2000)).to.match(answer);
    expect(bench.arrived).to.deep.equal([]);
};
export const text = JSON.stringify(good);
export const head = `HTTP/1.1\r\nContent-Type: application/json\r\nConnection: close\r\n`;
export const whole = (target: string, more = "Host: a\r\n"): string =>
    `POST ${target} ${head}${more}Content-Length: ${text.length}\r\n\r\n${text}`;

export const openTools: Mutant = [
    "dialects/anthropicMessages.ts",
    'tools: z.array(search ? z.discriminatedUnion("type", [tool, anthropicSearchTool]) : tool).optional(),',
    "tools: z.any(),",
];
export const openResponses: Mutant = [
    "dialects/openaiResponses.ts",
    'tools: z.array(search ? z.discriminatedUnion("type", [tool, responsesSearchTool]) : tool).optional(),',
    "tools: z.any(),",
];
/** Both where a path is looked up, and where it is looked up again once the body has come. */
export const openPaths: Mutant = [
    "routes.ts",
    "new Map<string, Route>()",
    "new (class extends Map<string, Route> { override get() { return [...this.values()][0]; } })()",
];
export const asked = { model: "claude-a", input: "hello" };
export const said = { model: "claude-a", messages: [{ role: "user", content: "hello" }] };
export const fetching = [{ type: "web_fetch_20250910", name: "web_fetch" }];
