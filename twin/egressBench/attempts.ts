import type { Row } from "../matrix/row";
import type { Case, Payload } from "./cases";

/** How OpenHands reaches its model, as the agent's host has it. */
export interface Model {
    readonly url: string;
    readonly body: (text: string) => object;
}

/** The rows that a case becomes, or why it is none for us. */
export type Attempts = { readonly rows: readonly Row[] } | { readonly inapplicable: string };

/**
 * What must be blocked is done in the agent's container, by the name and straight to the attacker's address, who knows it. What must be
 * allowed is carried where this design allows anything: in a request to the approved model.
 */
export function attemptsOf(own: Case, model: Model): Attempts {
    if (own.input_type.startsWith("a2a")) return { inapplicable: "there is no agent-to-agent protocol here" };
    if (own.expected_verdict === "allow") return { rows: [carried(own, model)] };
    const requests = requestsOf(own.payload);
    if (requests.length === 0) return { inapplicable: reasonOf(own) };
    if (requests.every(({ url }) => isLoopback(url)))
        return { inapplicable: "its target is the container's own loopback: no proxy fetches in the agent's place" };
    return { rows: requests.flatMap((request, i) => rowsOf(own, request, i)) };
}

interface Request {
    readonly url: string;
    readonly options: readonly string[];
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** What the case would send, as requests; a command is asked for the addresses that it holds. */
function requestsOf({
    url,
    method,
    headers = {},
    content_type,
    body,
    frames,
    jsonrpc_messages = [],
}: Payload): Request[] {
    const data = body ?? frames?.map(({ payload = "" }) => payload).join("");
    const options = [
        ...(method === undefined ? [] : ["-X", quoted(method)]),
        ...Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
        ...(content_type === undefined ? [] : ["-H", quoted(`content-type: ${content_type}`)]),
        ...(data === undefined ? [] : ["--data-binary", quoted(data)]),
    ];
    const called = jsonrpc_messages.flatMap(({ params }) => addressesIn(params?.name ?? "", params?.arguments ?? {}));
    return [
        ...(url === undefined ? [] : [{ url: url.replace(/^ws/, "http"), options }]),
        ...called.map((one) => ({ url: one, options: [] })),
    ];
}

/** Tools that reach out, by their names; files and messages that only hold an address send nothing. */
const reaching = /fetch|command|exec/;

function addressesIn(tool: string, given: Readonly<Record<string, unknown>>): string[] {
    if (!reaching.test(tool)) return [];
    return [...JSON.stringify(given).matchAll(/https?:\/\/[^\s"'\\|]+/g)].map(([found]) => found);
}

const loopback = /^https?:\/\/(?:127\.|0177\.|0\.0\.0\.0|0x7f|2130706433|localhost|\[::1\]|\[::ffff:127\.)/i;
const isLoopback = (url: string): boolean => loopback.test(url);

function rowsOf({ id }: Case, { url, options }: Request, i: number): Row[] {
    const curl = (...more: string[]) =>
        ["curl -k -g -sS -f -m 3 -o /dev/null -H x-nonce:$NONCE", ...more, ...options, quoted(url)].join(" ");
    const row = (way: string, run: string): Row => ({
        ...{ id: `${id}-${i}-${way}`, from: "agent", run, expect: "blocked" },
    });
    const isNamed = /^https?:\/\/[a-z0-9.-]*[a-z][^/]*\.[a-z]+([:/]|$)/i.test(url);
    if (!isNamed) return [row("address", curl())];
    return [row("name", curl()), row("address", curl('--connect-to "::$ATTACKER:"'))];
}

const locals: Readonly<Record<string, string>> = {
    mcp_tool_definition: "a tool's description, which nobody here has a server for",
    mcp_tool_result: "a tool's result, which nobody here has a server for",
};

const reasonOf = ({ input_type }: Case): string =>
    locals[input_type] ?? "it acts inside the agent's container, and sends nothing by itself";

function carried({ id, payload }: Case, model: Model): Row {
    const body = JSON.stringify(model.body(`$NONCE ${JSON.stringify(payload)}`));
    // Only the first is ours: the case's own text stays as it is.
    const at = body.indexOf("$NONCE");
    const [before, after] = [body.slice(0, at), body.slice(at + "$NONCE".length)];
    return {
        ...{ id: `${id}-carried`, from: "agent", expect: "works", sees: '"kind":"llm".*$NONCE' },
        run: `curl -sS -f -m 20 -o /dev/null -H 'content-type: application/json' -H 'anthropic-version: 2023-06-01' --data-binary ${quoted(before)}"$NONCE"${quoted(after)} ${quoted(model.url)}`,
    };
}
