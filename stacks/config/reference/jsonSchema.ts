import { Region } from "@pulumi/aws/types/enums";
import { z } from "zod";
import { isOrdinary } from "../target";
import { sections } from "../../../model/config/schema";
import { keysOf } from "./keys";
import { placeSays, says } from "./says";

type Schema = Record<string, unknown>;

/** The JSON Schema of a stack file, for editors. What two values decide together, and most formats, only the parser checks. */
export function jsonSchema(): Schema {
    const ours = Object.entries(sections).map(([name, schema]) => {
        const written = z.toJSONSchema(schema as z.ZodType, { io: "input", target: "draft-7" }) as Schema;
        delete written.$schema;
        return [`isolated-openhands:${name}`, said(written, name, writes())] as const;
    });
    const regions = Object.values(Region).filter(isOrdinary);
    return {
        $schema: "http://json-schema.org/draft-07/schema#",
        title: "Pulumi.<stack>.yaml of isolated-openhands",
        description: "Made by `npm run -s configuration -- --schema`.",
        type: "object",
        required: ["config"],
        properties: {
            config: {
                type: "object",
                required: ["aws:region", ...neededSections().map((name) => `isolated-openhands:${name}`)],
                additionalProperties: false,
                properties: {
                    "aws:region": { description: placeSays["aws:region"], enum: regions },
                    "aws:allowedAccountIds": {
                        description: placeSays["aws:allowedAccountIds"],
                        type: "array",
                        maxItems: 1,
                        items: { type: "string", pattern: "^[0-9]{12}$" },
                    },
                    ...Object.fromEntries(ours),
                },
            },
            environment: true,
            encryptionsalt: { type: "string" },
            encryptedkey: { type: "string" },
            secretsprovider: { type: "string" },
        },
        additionalProperties: false,
    };
}

const neededSections = () =>
    Object.entries(sections).flatMap(([name, schema]) =>
        (schema as z.ZodType).safeParse(undefined).success ? [] : name,
    );

const writes = () =>
    new Map(
        Object.entries(sections).flatMap(([name, schema]) =>
            keysOf(schema as z.ZodType, name).map((key) => [key.path, key.write]),
        ),
    );

/** The schema with what each key decides and what to write there. */
function said(schema: Schema, path: string, write: ReadonlyMap<string, string>): Schema {
    const description = says[path] && `${says[path]}; ${write.get(path) ?? ""}`;
    return { ...(description && { description }), ...inside(schema, path, write) };
}

function inside(schema: Schema, path: string, write: ReadonlyMap<string, string>): Schema {
    const { properties, items, oneOf, anyOf, additionalProperties } = schema as Record<
        string,
        Schema | Schema[] | undefined
    >;
    const of = (part: Schema | Schema[], at: string) => said(part as Schema, at, write);
    const each = (parts: Schema | Schema[]) => (parts as Schema[]).map((part) => inside(part, path, write));
    return {
        ...schema,
        ...(properties && {
            properties: Object.fromEntries(
                Object.entries(properties).map(([key, part]) => [key, of(part as Schema, `${path}.${key}`)]),
            ),
        }),
        ...(items && { items: inside(items as Schema, `${path}[]`, write) }),
        ...(oneOf && { oneOf: each(oneOf) }),
        ...(anyOf && { anyOf: each(anyOf) }),
        ...(typeof additionalProperties === "object" && {
            additionalProperties: of(additionalProperties, `${path}.<name>`),
        }),
    };
}
