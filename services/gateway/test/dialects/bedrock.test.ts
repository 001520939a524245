import { expect } from "chai";

import { dialects } from "../../src/dialects/index";
import { forwarded, testAttacks, type Attack } from "./cases";
import { accepted, answerSchema, config, extra, good, message, result, terminal, user } from "./examples/bedrock";

const invoke = dialects["bedrock-invoke-stream"]!;
const converse = dialects["bedrock-converse-stream"]!;

const schema = { $ref: "https://attacker.test/s" };
const s3 = { s3Location: { uri: "s3://somebody/else", bucketOwner: "111122223333" } };
const invokeAttacks: Attack[] = [
    ["a model in the body", { ...message, model: "model-b" }, "/model", "model"],
    ["a stream in the body", { ...message, stream: true }, "/stream", "unknown-field"],
    ["another version", { ...message, anthropic_version: "2023-06-01" }, "/anthropic_version", "unknown-value"],
    [
        "a beta that config does not list",
        { ...message, anthropic_beta: ["mcp-client-2025-04-04"] },
        "/anthropic_beta/0",
        "unknown-value",
    ],
    [
        "a provider's tool",
        { ...message, tools: [{ type: "web_fetch_20250910", name: "web_fetch" }] },
        "/tools/0/type",
        "server-tool",
        "/tools/0",
    ],
    ["MCP servers", { ...message, mcp_servers: [] }, "/mcp_servers", "server-tool"],
];

const images: Attack[] = ["image", "document", "video", "audio"].flatMap((kind): Attack[] => {
    const block = { [kind]: { format: "png", name: "a", source: s3 } };
    const known = kind === "image" || kind === "document";
    if (known)
        return [
            [
                `${kind} from S3`,
                user(
                    kind === "image"
                        ? { image: { format: "png", source: s3 } }
                        : { document: { name: "a", source: s3 } },
                ),
                `/messages/0/content/0/${kind}/source/s3Location`,
                "remote-content",
                `/messages/0/content/0/${kind}/source`,
            ],
        ];
    return [
        [`${kind} from S3`, user(block), `/messages/0/content/0/${kind}`, "unknown-field", "/messages/0/content/0"],
    ];
});
const tags: Attack[] = ["searchResult", "citationsContent", "guardContent"].map((tag) => [
    `a block ${tag}`,
    user({ [tag]: {} }),
    `/messages/0/content/0/${tag}`,
    "unknown-field",
    "/messages/0/content/0",
]);
const top: Attack[] = [
    "guardrailConfig",
    "promptVariables",
    "requestMetadata",
    "performanceConfig",
    "projectIdentifier",
    "modelId",
].map((key) => [`a member ${key}`, { ...good, [key]: {} }, `/${key}`, "unknown-field"]);

const converseAttacks: Attack[] = [
    [
        "a search of the provider",
        config({ systemTool: { name: "nova_grounding" } }),
        "/toolConfig/tools/0/systemTool",
        "server-tool",
        "/toolConfig/tools/0",
    ],
    [
        "two tools in one",
        config({ ...terminal, systemTool: { name: "nova_grounding" } }),
        "/toolConfig/tools/0/systemTool",
        "server-tool",
        "/toolConfig/tools/0",
    ],
    [
        "tools added inside a message",
        user({ toolAddition: { tools: [] } }),
        "/messages/0/content/0/toolAddition",
        "server-tool",
        "/messages/0/content/0",
    ],
    [
        "tools removed inside a message",
        user({ toolRemoval: {} }),
        "/messages/0/content/0/toolRemoval",
        "server-tool",
        "/messages/0/content/0",
    ],
    ...images,
    ...tags,
    ...top,
    [
        "an image from S3 in a tool's result",
        result({ image: { format: "png", source: s3 } }),
        "/messages/0/content/0/toolResult/content/0/image/source/s3Location",
        "remote-content",
        "/messages/0/content/0/toolResult/content/0/image/source",
    ],
    [
        "a tool's result as JSON that is no object",
        result({ json: "https://attacker.test" }),
        "/messages/0/content/0/toolResult/content/0/json",
        "unknown-value",
    ],
    [
        "two blocks in one",
        user({ text: "a", cachePoint: { type: "default" } }),
        "/messages/0/content/0",
        "unknown-value",
    ],
    [
        "a tool use of the provider",
        {
            messages: [
                {
                    role: "assistant",
                    content: [{ toolUse: { toolUseId: "t", name: "a", input: {}, type: "server_tool_use" } }],
                },
            ],
        },
        "/messages/0/content/0/toolUse/type",
        "unknown-field",
    ],
    [
        "a schema from elsewhere",
        config({ toolSpec: { name: "a", inputSchema: { json: schema } } }),
        "/toolConfig/tools/0/toolSpec/inputSchema/json",
        "unknown-value",
    ],
    [
        "an answer's schema from elsewhere",
        answerSchema(JSON.stringify(schema)),
        "/outputConfig/textFormat/structure/jsonSchema/schema",
        "unknown-value",
    ],
    [
        "an unknown member for the model",
        extra({ container: {} }),
        "/additionalModelRequestFields/container",
        "server-tool",
    ],
    [
        "MCP servers for the model",
        extra({ mcp_servers: [] }),
        "/additionalModelRequestFields/mcp_servers",
        "server-tool",
    ],
    [
        "a provider's tool for the model",
        extra({ tools: [{ type: "web_search_20250305", name: "web_search" }] }),
        "/additionalModelRequestFields/tools/0/type",
        "server-tool",
        "/additionalModelRequestFields/tools/0",
    ],
    ["messages for the model", extra({ messages: [] }), "/additionalModelRequestFields/messages", "unknown-field"],
    [
        "a beta that config does not list",
        extra({ anthropic_beta: ["code-execution-2025-08-25"] }),
        "/additionalModelRequestFields/anthropic_beta/0",
        "unknown-value",
    ],
    [
        "members of the model's answer",
        { ...good, additionalModelResponseFieldPaths: ["/"] },
        "/additionalModelResponseFieldPaths/0",
        "unknown-value",
    ],
    ["a dearer tier", { ...good, serviceTier: { type: "priority" } }, "/serviceTier/type", "unknown-value"],
];

describe("the dialects bedrock-invoke and bedrock-invoke-stream", () => {
    it("forward an Anthropic body with its version and a listed beta, without a claimed user", () => {
        const body = { ...message, anthropic_beta: ["interleaved-thinking-2025-05-14"] };
        expect(forwarded({ ...body, metadata: { user_id: "alice" } }, invoke)).to.deep.equal(body);
    });

    testAttacks(invoke, invokeAttacks);
});

describe("the dialects bedrock-converse and bedrock-converse-stream", () => {
    for (const [what, body] of Object.entries(accepted)) {
        it(`forward ${what} as it came`, () => expect(forwarded(body, converse)).to.deep.equal(body));
    }

    testAttacks(converse, converseAttacks);

    it("refuse in AWS's error shape", () => {
        expect(converse.error(403, "server-tool", "no")).to.deep.equal({
            __type: "AccessDeniedException",
            message: "server-tool: no",
        });
    });
});
