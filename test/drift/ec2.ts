import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import * as ec2 from "@aws-sdk/client-ec2";
import { escaped } from "../../twin/aws/operation";

/** Answers of EC2 by operation, in the SDK's own shapes. */
export type Answers = Readonly<Record<string, object>>;

type Schema = unknown;
const resolved = (schema: Schema): Schema => (typeof schema === "function" ? (schema as () => Schema)() : schema);

/** EC2's XML by the SDK's own schema of it, so that no name of a field is written a second time. */
function xml(schema: Schema, value: unknown): string {
    if (value === undefined) return "";
    const known = resolved(schema);
    if (!Array.isArray(known)) return escaped(value instanceof Date ? value.toISOString() : String(value));
    const [kind, namespace] = known as [Schema, unknown];
    // A member with traits of its own: [schema, traits]. A list and a structure have a namespace there.
    if (typeof namespace !== "string") return xml(kind, value);
    if (kind === 1) {
        const inner = known[4] as Schema;
        return (value as unknown[]).map((item) => `<item>${xml(inner, item)}</item>`).join("");
    }
    const [names, members] = [known[4] as string[], known[5] as [Schema, { xmlName?: string }][]];
    return Object.entries(value as object)
        .map(([name, held]) => {
            const at = names.indexOf(name);
            if (at < 0) throw new Error(`${String(known[2])} has no ${name}`);
            const tag = members[at][1].xmlName ?? name;
            return held === undefined ? "" : `<${tag}>${xml(members[at], held)}</${tag}>`;
        })
        .join("");
}

const outputOf = (action: string): Schema => {
    const operation = (ec2 as unknown as Record<string, Schema[]>)[`${action}$`];
    return operation[5];
};

/** Lists longer than this come in pages, as EC2's do. */
const pageSize = 10;

/** One page of an answer. What cannot be asked in pages is whole. */
function page(action: string, answer: object, token: string | null): object {
    const names = (resolved(outputOf(action)) as [0, 0, 0, 0, string[]])[4];
    if (!names.includes("NextToken")) return answer;
    const [[name, items]] = Object.entries(answer) as [string, unknown[]][];
    const from = Number(token ?? 0);
    const more = from + pageSize < items.length ? String(from + pageSize) : undefined;
    return { [name]: items.slice(from, from + pageSize), NextToken: more };
}

/** EC2's query protocol as far as it describes. `answer` gets the call's own parameters. */
export async function ec2Server(answer: (action: string, asked: URLSearchParams) => object) {
    const calls: string[] = [];
    const server = createServer(async (request, response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of request) chunks.push(chunk as Buffer);
        const asked = new URLSearchParams(Buffer.concat(chunks).toString());
        const action = asked.get("Action") ?? "";
        calls.push(action);
        response.setHeader("content-type", "text/xml");
        try {
            const body = xml(outputOf(action), page(action, answer(action, asked), asked.get("NextToken")));
            response.end(
                `<${action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">${body}</${action}Response>`,
            );
        } catch (error) {
            const said = `<Code>UnauthorizedOperation</Code><Message>${escaped((error as Error).message)}</Message>`;
            response.statusCode = 403;
            response.end(`<Response><Errors><Error>${said}</Error></Errors><RequestID>1</RequestID></Response>`);
        }
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const environment = {
        AWS_ENDPOINT_URL_EC2: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
        AWS_SECRET_ACCESS_KEY: "example",
        AWS_MAX_ATTEMPTS: "1",
    };
    return { environment, calls, close: () => server.close() };
}
