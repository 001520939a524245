import { type DialectName, dialectOf } from "@isolated-openhands/gateway/rules";

/** How an approved LLM endpoint is written in a stack file, and what that means. The parser reads it so, and the packs compare so. */

/** One call that the gateway forwards. */
export interface GatewayPath {
    readonly path: string;
    readonly dialect: DialectName;
}

export type WrittenPath = string | GatewayPath;

/** A path alone says its dialect by its end; the parser has refused one that does not. */
export const pathsOf = (written: readonly WrittenPath[]): GatewayPath[] =>
    written.flatMap((one) => {
        if (typeof one !== "string") return [one];
        const dialect = dialectOf(one);
        return dialect === undefined ? [] : [{ path: one, dialect }];
    });

/** OpenHands writes the provider before the model; the provider does not. */
export const modelName = (model: string): string => model.replace(/^[a-z0-9_-]+\//, "");

/** The models that may be called: those that are written, or what conversations start with. */
export const modelsOf = (written: readonly string[] | undefined, defaultModel: string): readonly string[] =>
    written ?? [modelName(defaultModel)];
