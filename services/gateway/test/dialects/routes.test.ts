import { expect } from "chai";

import { parseConfig } from "../../src/config";
import { all } from "../answers/everyDialect";
import { rule } from "../server/mutants";
import type { Bench } from "../server/harness";

const model = "us.anthropic.claude-a-v1:0";
const profile = "arn:aws:bedrock:us-east-1:111122223333:inference-profile/us.anthropic.claude-b-v1:0";
const converse = { messages: [{ role: "user", content: [{ text: "hello" }] }] };
const invoke = { anthropic_version: "bedrock-2023-05-31", max_tokens: 5, messages: [] };
const operations = {
    "bedrock-converse": "converse",
    "bedrock-converse-stream": "converse-stream",
    "bedrock-invoke": "invoke",
    "bedrock-invoke-stream": "invoke-with-response-stream",
};
const routes = Object.entries(operations).map(([dialect, operation]) => ({
    method: "POST",
    path: `/model/{model}/${operation}`,
    dialect,
}));

function bedrock(config: { default: string }, bench: Bench): object {
    const endpoint = { ...bench.endpoint("bedrock"), kind: "bedrock", authHeader: "authorization", betas: [] };
    return { ...config, endpoints: [{ ...endpoint, models: [model, profile], routes }], default: "bedrock" };
}
const encoded = encodeURIComponent(profile);

describe("the paths of a Bedrock endpoint", () => {
    rule(
        "are one a listed model and operation, with a colon as it is or as %3A, and a slash as %2F",
        ["routes.ts", 'encoded.replaceAll("%3A", ":")', "encoded"],
        async (bench) => {
            for (const spelled of [model, model.replace(":", "%3A"), encoded, encoded.replaceAll("%3A", ":")]) {
                for (const operation of Object.values(operations)) {
                    const path = `/model/${spelled}/${operation}`;
                    const body = operation.startsWith("invoke") ? invoke : converse;
                    expect((await bench.post(body, {}, path)).status, path).to.equal(200);
                    expect((await bench.post(body, {}, `/bedrock${path}`)).status, path).to.equal(200);
                    expect(bench.arrived.at(-1)!.url).to.equal(path);
                }
            }
        },
        bedrock as never,
    );

    rule(
        "are no other spelling, model or operation",
        [
            "routes.ts",
            "return [...new Set([encoded,",
            'return [...new Set([encoded.replaceAll("%3A", "%3a"), "a", encoded,',
        ],
        async (bench) => {
            const hostile = [
                `/model/${model.replace(":", "%3a")}/converse`,
                `/model/${model.replace(":", "%253A")}/converse`,
                `/model/${profile}/converse`,
                `/model/${encoded.replace("%3A", ":")}/converse`,
                `/model/${encoded.replace("%2F", "%2f")}/converse`,
                `/model/a/converse`,
                `/model/{model}/converse`,
                `/model/${model}/async-invoke`,
                `/model/${model}/converse/`,
                `/model/${model}/../${model}/converse`,
            ];
            for (const path of hostile) expect((await bench.post(converse, {}, path)).status, path).to.equal(403);
            expect(bench.arrived).to.deep.equal([]);
        },
        bedrock as never,
    );

    rule(
        "name the model for the audit line, and the tools stand where Converse has them",
        ["server.ts", "call.model = route.model ?? null;", ""],
        async (bench) => {
            const tools = [
                { toolSpec: { name: "a", inputSchema: { json: {} } } },
                { systemTool: { name: "nova_grounding" } },
            ];
            await bench.post({ ...converse, toolConfig: { tools } }, {}, `/model/${model}/converse`);
            const [line] = await bench.lines(1);
            expect(line).to.deep.include({ model, rule: "server-tool", toolKinds: ["custom", "systemTool"] });
        },
        bedrock as never,
    );

    rule(
        "are asked with AWS's header for a stream, and with none of Anthropic's",
        ["dialects/bedrockConverse.ts", "{ ...bedrockConverse, headers: { accept: eventStream } }", "bedrockConverse"],
        async (bench) => {
            await bench.post(converse, { "anthropic-beta": "effort-2025-11-24" }, `/model/${model}/converse-stream`);
            const { headers } = bench.arrived[0]!;
            expect(headers).to.include({ accept: "application/vnd.amazon.eventstream", "accept-encoding": "identity" });
            expect(headers).to.not.have.any.keys("anthropic-version", "anthropic-beta");
        },
        bedrock as never,
    );

    it("are refused in config where path and dialect do not fit", () => {
        const problems = (path: string, dialect: string): string => {
            const endpoint = {
                name: "a",
                kind: "bedrock",
                host: "bedrock.test",
                keyFile: "k",
                authHeader: "authorization",
            };
            const config = { listen: "127.0.0.1:0", auditFile: "a" };
            const routed = { ...endpoint, models: ["m"], routes: [{ method: "POST", path, dialect }] };
            const parsed = parseConfig(JSON.stringify({ ...config, endpoints: [routed] }));
            return "problems" in parsed ? parsed.problems.join("\n") : "";
        };
        for (const { path, dialect } of routes) expect(problems(path, dialect)).to.equal("");
        expect(problems("/model/{model}/async-invoke", "bedrock-invoke")).to.contain("write /model/{model}/invoke");
        expect(problems("/model/m/invoke", "bedrock-invoke")).to.contain("write /model/{model}/invoke");
        expect(problems("/model/{model}/invoke", "openai-chat")).to.contain("only Bedrock's paths");
        expect(problems("/v1/other", "unheard-of")).to.contain("bedrock-converse-stream");
    });
});

describe("a body whose type nobody says", () => {
    rule(
        "is JSON to InvokeModel, as boto3 calls it, and 415 elsewhere",
        ["dialects/bedrockInvoke.ts", 'untold: "application/json",', ""],
        async (bench) => {
            const post = (path: string, body: object): Promise<string> => {
                const text = JSON.stringify(body);
                const head = `POST ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: ${text.length}`;
                return bench.raw(`${head}\r\n\r\n${text}`);
            };
            for (const operation of ["invoke", "invoke-with-response-stream"])
                expect(await post(`/model/model-a/${operation}`, invoke)).to.match(/^HTTP\/1\.1 200 /);
            expect(bench.arrived[0]!.headers).to.include({ "content-type": "application/json" });
            for (const path of ["/model/model-a/converse", "/v1/messages", "/v1/chat/completions"])
                expect(await post(path, {})).to.match(/^HTTP\/1\.1 415 /);
        },
        all as never,
    );
});

describe("a path that is no route", () => {
    rule(
        "is refused in the shape that the clients of the nearest route read",
        ["routes.ts", "other.length > best.length ? other : best", "best"],
        async (bench) => {
            const shapes = {
                "/v1/messages/batches": "type",
                "/v1/responses/resp_1": "error",
                "/model/a/converse": "__type",
            };
            for (const [path, member] of Object.entries({ ...shapes, "/claude/v1/chat/completions/x": "error" })) {
                const { status, body } = await bench.post({}, {}, path);
                expect([status, Object.keys(JSON.parse(body) as object)[0]], path).to.deep.equal([403, member]);
            }
        },
        all as never,
    );
});
