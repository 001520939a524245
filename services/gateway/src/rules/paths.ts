import type { InvalidReason } from "./hostNames";

/** The forms of a request that the gateway can judge, one a file in `dialects`. */
export const dialectNames = [
    "anthropic-messages",
    "openai-chat",
    "openai-responses",
    "bedrock-converse",
    "bedrock-converse-stream",
    "bedrock-invoke",
    "bedrock-invoke-stream",
] as const;
export type DialectName = (typeof dialectNames)[number];

/** Bedrock's operations by dialect. Another of the same model, async-invoke, writes what it is sent to a bucket. */
const operations: Readonly<Record<string, string>> = {
    "bedrock-converse": "converse",
    "bedrock-converse-stream": "converse-stream",
    "bedrock-invoke": "invoke",
    "bedrock-invoke-stream": "invoke-with-response-stream",
};

/** The calls of a Bedrock endpoint: each operation of its models that has a dialect. */
export const bedrockPaths = dialectNames
    .filter((dialect) => Object.hasOwn(operations, dialect))
    .map((dialect) => ({ path: `/model/{model}/${operations[dialect]}`, dialect }));

/** The dialects of providers on the internet. */
export const httpsDialects = dialectNames.filter((dialect) => !Object.hasOwn(operations, dialect));

/** How the calls of providers end, and of those that speak their dialect. */
const known: readonly (readonly [end: RegExp, dialect: DialectName])[] = [
    [/\/v\d+\/messages$/, "anthropic-messages"],
    [/\/chat\/completions$/, "openai-chat"],
    [/(\/v\d+|\/openai)\/responses$/, "openai-responses"],
];

/** The dialect of a path that is known by its end; undefined where it has to be named. */
export const dialectOf = (path: string): DialectName | undefined => known.find(([end]) => end.test(path))?.[1];

/** Words of calls that upload, batch, store or manage. */
const managing = new Set(
    "file files upload uploads download downloads import export batch batches tuning finetune finetuning jobs job assistants assistant threads thread vector stores store storage blob blobs bucket buckets containers container skills skill organizations organization admin keys models evals conversations realtime images image audio videos video webhook webhooks async".split(
        " ",
    ),
);

/** "fine_tuning" and "batchPredict" are two words each. */
const wordsOf = (segment: string) =>
    segment
        .replace(/([a-z])([A-Z])/g, "$1-$2")
        .toLowerCase()
        .split(/[^a-z0-9]+/);

/** Why a path may not be forwarded. It is compared byte by byte, so that there is one spelling of it (RFC 3986 2.3). */
export function invalidPath(path: string): InvalidReason {
    if (!path.startsWith("/")) return `does not start with /: write /${path}`;
    if (path === "/") return "allows every path: write the ones that are needed, such as /v1/messages";
    if (path.length > 512 || !/^(?:\/(?:[A-Za-z0-9_-][A-Za-z0-9._-]*|\{model\}))+$/.test(path))
        return "is not a plain path: write one such as /v1/messages, of letters, digits and . _ -, without / at its end";
    const bad = path
        .split("/")
        .filter((segment) => segment !== "{model}")
        .flatMap(wordsOf)
        .find((word) => managing.has(word));
    return bad === undefined
        ? undefined
        : `is no call of a dialect that the gateway judges, but uploads, batches, stores or manages ("${bad}"): write a path such as /v1/messages`;
}

/** Why a path may not have a dialect: Bedrock's have one form, and only they name `{model}`. */
export function invalidOperation(path: string, dialect: string): InvalidReason {
    const operation = Object.hasOwn(operations, dialect) ? operations[dialect] : undefined;
    if (operation === undefined)
        return path.includes("{model}") ? "names {model}, which only Bedrock's paths do" : undefined;
    return path === `/model/{model}/${operation}`
        ? undefined
        : `is no path of ${dialect}: write /model/{model}/${operation}`;
}
