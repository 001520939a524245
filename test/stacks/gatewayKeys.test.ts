import { expect } from "chai";
import { parseConfig } from "../../stacks/config";
import { messageOf, rawConfig } from "../fixtures/config";

const anthropic = {
    name: "anthropic",
    kind: "https",
    host: "api.anthropic.com",
    paths: ["/v1/messages"],
    authHeader: "x-api-key",
    secretName: "llm/anthropic",
};
const bedrock = { name: "bedrock", kind: "bedrock", region: "us-east-1", models: ["amazon.nova-pro-v1:0"] };
const model = "claude-sonnet-4-5-20250929";

const llm = (...endpoints: object[]) => rawConfig({ "llm.endpoints": endpoints });
const https = (change: object) => llm({ ...anthropic, ...change });
const said = (change: object) => messageOf(https(change));

describe("what config says of the gateway in front of an endpoint", () => {
    it("is complete when little is written: a dialect by the path's end, and what conversations start with as the model", () => {
        const [endpoint, other] = parseConfig(llm(anthropic, bedrock)).llm.endpoints;
        expect(endpoint).to.deep.include({
            paths: [{ path: "/v1/messages", dialect: "anthropic-messages" }],
            models: [model],
            betas: [],
            allowServerTools: [],
            limits: {},
            prices: {},
            secretScan: false,
        });
        expect(other.models).to.deep.equal(["amazon.nova-pro-v1:0"]);
    });

    it("may name a dialect, models, betas, limits and prices", () => {
        const written = {
            paths: ["/v1/messages", { path: "/own/ask", dialect: "openai-chat" }],
            models: [model, "claude-opus-4-6"],
            betas: ["interleaved-thinking-2025-05-14"],
            limits: { concurrent: 8, requestsPerMinute: 60, tokensPerDay: 20_000_000, usdPerDay: 50 },
            prices: {
                [model]: { inputUsdPerMillion: 3, outputUsdPerMillion: 15 },
                "claude-opus-4-6": { inputUsdPerMillion: 5, outputUsdPerMillion: 25 },
            },
        };
        const [endpoint] = parseConfig(https(written)).llm.endpoints;
        expect(endpoint).to.deep.include({
            ...written,
            paths: [
                { path: "/v1/messages", dialect: "anthropic-messages" },
                { path: "/own/ask", dialect: "openai-chat" },
            ],
        });
    });

    const mistakes: readonly (readonly [what: string, change: object, says: RegExp])[] = [
        [
            "a name that no Unix user can have behind gateway-",
            { name: "a".repeat(24) },
            /name = "a+": is longer than 23 characters/,
        ],
        ["the name of the key fetcher's user", { name: "keys" }, /name = "keys": is the name of a part of the gateway/],
        [
            "a path without a dialect",
            { paths: ["/own/ask"] },
            /paths\[0\] = "\/own\/ask": is no call of a dialect .*write \{ path: \/own\/ask, dialect: … \} with one of anthropic-messages, openai-chat, openai-responses/,
        ],
        [
            "a path that uploads, with a dialect",
            { paths: [{ path: "/v1/files", dialect: "openai-chat" }] },
            /paths\[0\]\.path = "\/v1\/files": is no call of a dialect .*\("files"\)/,
        ],
        [
            "a dialect that is misspelt",
            { paths: [{ path: "/own/ask", dialect: "openai-chta" }] },
            /paths\[0\]\.dialect = "openai-chta": write one of .*: did you mean openai-chat\?/,
        ],
        [
            "a dialect of Bedrock",
            { paths: [{ path: "/own/ask", dialect: "bedrock-invoke" }] },
            /dialect = "bedrock-invoke": write one of anthropic-messages, openai-chat, openai-responses/,
        ],
        [
            "a path of Bedrock",
            { paths: [{ path: "/model/{model}/invoke", dialect: "openai-chat" }] },
            /paths\[0\]\.path = .*only Bedrock's paths do/,
        ],
        [
            "no dialect in a map",
            { paths: [{ path: "/own/ask" }] },
            /paths\[0\]\.dialect = \(nothing\): is missing: write one of anthropic-messages/,
        ],
        [
            "a misspelt key of a path",
            { paths: [{ path: "/own/ask", dialetc: "openai-chat" }] },
            /paths\[0\]\.dialetc = .*did you mean dialect\?/,
        ],
        [
            "a number for a path",
            { paths: [1] },
            /paths\[0\] = 1: is no path: write a path such as \/v1\/messages, or \{ path, dialect \}/,
        ],
        [
            "one path twice, in both forms",
            { paths: ["/v1/messages", { path: "/v1/messages", dialect: "openai-chat" }] },
            /paths\[1\] = "\/v1\/messages": is there twice/,
        ],
        [
            "a beta that lets the provider keep files",
            { betas: ["files-api-2025-04-14"] },
            /betas\[0\] = "files-api-2025-04-14": is not known to change the answer only/,
        ],
        [
            "a server tool that there is not",
            { allowServerTools: ["web_serach"] },
            /allowServerTools\[0\] = "web_serach": write one of web_search: did you mean web_search\?/,
        ],
        [
            "a misspelt limit",
            { limits: { tokenPerDay: 1 } },
            /limits\.tokenPerDay = 1: is no key of this section: did you mean tokensPerDay\?/,
        ],
        ["a limit of nothing", { limits: { concurrent: 0 } }, /limits\.concurrent = 0: write a whole number from 1/],
        [
            "money without prices",
            { limits: { usdPerDay: 5 } },
            /limits\.usdPerDay = 5: cannot be counted without a price: write prices of claude-sonnet/,
        ],
        [
            "a price of another model",
            { prices: { "claude-sonnet-4-5": { inputUsdPerMillion: 3, outputUsdPerMillion: 15 } } },
            /prices\["claude-sonnet-4-5"\] = .*: is of no model of the endpoint: the models are claude-sonnet-4-5-20250929/,
        ],
        [
            "half a price",
            { prices: { [model]: { inputUsdPerMillion: 3 } } },
            /outputUsdPerMillion = \(nothing\): is missing: write a price in USD for a million tokens/,
        ],
        ["no model at all", { models: [] }, /models = \[\]: is empty: write at least one model/],
        [
            "models without the default",
            { models: ["claude-opus-4-6"] },
            /llm\.default\.model = .*: is not a model of the endpoint anthropic/,
        ],
        ["a secret scan that is text", { secretScan: "on" }, /secretScan = "on": write true or false/],
    ];
    for (const [what, change, says] of mistakes)
        it(`names ${what}, with what to write`, () => expect(said(change)).to.match(says));

    it("names a prompt audit that is text, a body too large, and a server tool of Bedrock", () => {
        expect(messageOf(rawConfig({ "llm.promptAudit": "yes" }))).to.match(
            /llm\.promptAudit = "yes": write true or false/,
        );
        expect(messageOf(rawConfig({ "llm.maxBodyMb": 4096 }))).to.match(
            /llm\.maxBodyMb = 4096: write a whole number from 1 to 1024/,
        );
        expect(messageOf(llm(anthropic, { ...bedrock, allowServerTools: ["web_search"] }))).to.match(
            /endpoints\[1\]\.allowServerTools = .*: is no key of this section/,
        );
    });

    it("names a model that reaches out by itself, where it is written, unless a server tool is allowed by name", () => {
        const search = { models: [model, "sonar-pro"] };
        expect(said(search)).to.match(
            /models\[1\] = "sonar-pro": reaches out by itself .* or allowServerTools: \[web_search\]/,
        );
        expect(said({ ...search, allowServerTools: ["web_search"] })).to.equal("");
        const start = { endpoint: "anthropic", model: "openai/gpt-4o-search-preview" };
        const byDefault = rawConfig({ "llm.endpoints": [anthropic], "llm.default": start });
        expect(messageOf(byDefault)).to.match(/llm\.default\.model = "gpt-4o-search-preview": reaches out by itself/);
    });
});
