import { type Asked, failure, type Operation } from "../operation";
import type { Store } from "../store";

export interface Circumstances {
    readonly region: string;
    readonly callerAccount: string;
    readonly store: Store;
}

export type JsonOperation = Pick<Operation, "resource" | "run"> &
    Partial<Pick<Operation, "resourceAccount" | "resourcePolicy" | "context">>;

/** Operations of a service by name, as the header `x-amz-target` names them. */
export type JsonOperations = Readonly<
    Record<string, (input: Readonly<Record<string, unknown>>, circumstances: Circumstances) => JsonOperation>
>;

/** An operation that the twin has not is asked of the policies all the same: what they refuse is refused before it is unknown. */
export function jsonOperation(prefix: string, operations: JsonOperations, asked: Asked, store: Store): Operation {
    const name = (asked.headers["x-amz-target"] ?? "").split(".").pop() ?? "";
    const circumstances = { region: asked.region, callerAccount: asked.callerAccount, store };
    const unknown = (): JsonOperation => ({
        resource: "*",
        run: () => failure(400, "UnknownOperationException", `the twin's ${prefix} has no operation "${name}"`),
    });
    const input = inputOf(asked.body);
    const made = input && Object.hasOwn(operations, name) ? operations[name](input, circumstances) : unknown();
    return { action: `${prefix}:${name || "Unknown"}`, resourceAccount: asked.callerAccount, ...made };
}

function inputOf(body: Buffer): Readonly<Record<string, unknown>> | undefined {
    try {
        const input: unknown = JSON.parse(body.toString() || "{}");
        return typeof input === "object" && input !== null ? (input as Record<string, unknown>) : undefined;
    } catch {
        return undefined;
    }
}
