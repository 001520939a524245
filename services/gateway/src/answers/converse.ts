import type { JsonObject } from "../json/read";
import type { AnswersFor } from "./providerRun";

const blocks = new Set(["text", "toolUse", "reasoningContent", "citationsContent"]);
const deltas = new Set(["text", "toolUse", "reasoningContent", "citation"]);
/** Of the documents that the client sent; others are of a search. */
const places = new Set(["documentChar", "documentPage", "documentChunk"]);

const unknown = (tags: ReadonlySet<string>, object: JsonObject): boolean =>
    Object.keys(object).some((tag) => !tags.has(tag));

/** Of Bedrock's Converse and ConverseStream, where a value's one member is its kind. */
export const converseAnswers: AnswersFor = () => ({
    providerRun(object, name) {
        switch (name) {
            case "content":
                return unknown(blocks, object);
            case "start":
                return unknown(new Set(["toolUse"]), object);
            case "delta":
                return unknown(deltas, object);
            case "location":
                return unknown(places, object);
            case "toolUse":
                return object.type !== undefined && object.type !== null;
            default:
                return false;
        }
    },
    clientsOwn: (_object, member, name) => member === "input" && name === "toolUse",
});
