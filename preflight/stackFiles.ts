import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { didYouMean, orMeant } from "../model/config/didYouMean";
import { hasSecure, Secrets } from "./secrets";

/** What the files of a project say about one stack, as the CLI would hand it to the program. */
export interface StackFiles {
    readonly project: string;
    readonly stack: string;
    /** Full key ("aws:region") to text; objects and lists as JSON. */
    readonly config: Readonly<Record<string, string>>;
    /** Keys in whose value something is encrypted. Without the stack's passphrase that is a placeholder. */
    readonly secretKeys: readonly string[];
}

/** What a stack file has beside `config`, the CLI writes (https://www.pulumi.com/docs/iac/concepts/projects/stack-settings-file/). */
const fileKeys = ["config", "environment", "encryptionsalt", "encryptedkey", "secretsprovider"];

/** A stack that has no file, or a file that cannot be read. */
export class StackFileError extends Error {}

/** Stacks with a checked-in `Pulumi.<stack>.yaml`, sorted. */
export function stacksOf(root: string): string[] {
    return readdirSync(root)
        .flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? [])
        .sort();
}

/** @throws StackFileError naming the file and, when the stack is unknown, the stacks that there are */
export function readStackFiles(root: string, stack: string): StackFiles {
    const project = parsed(join(root, "Pulumi.yaml"), "Pulumi.yaml");
    const file = `Pulumi.${stack}.yaml`;
    if (!existsSync(join(root, file))) {
        throw new StackFileError(
            `no stack ${stack}: ${file} is not there; the stacks are ${stacksOf(root).join(", ")}${orMeant(stack, stacksOf(root))}`,
        );
    }
    const name = String(project.name);
    const schema = (project.config ?? {}) as Record<string, { default?: unknown }>;
    const content = parsed(join(root, file), file);
    const strange = Object.keys(content).filter((key) => !fileKeys.includes(key));
    if (strange.length > 0)
        throw new StackFileError(
            `${file} has ${strange.join(", ")}, which nothing reads: ${didYouMean(strange[0], fileKeys)}`,
        );
    const written = mapOf(content.config ?? {}, `config of ${file}`);
    const values = new Map<string, unknown>();
    for (const [key, { default: value }] of Object.entries(schema)) {
        if (value !== undefined) values.set(qualified(name, key), value);
    }
    for (const [key, value] of Object.entries(written)) values.set(qualified(name, key), value);
    const secretKeys = [...values].filter(([, value]) => hasSecure(value)).map(([key]) => key);
    const secrets = secretKeys.length > 0 ? secretsOf(content.encryptionsalt, file) : undefined;
    const read = (value: unknown) => text(secrets?.read(value) ?? value);
    return {
        project: name,
        stack,
        config: Object.fromEntries([...values].map(([key, value]) => [key, read(value)])),
        secretKeys,
    };
}

function secretsOf(salt: unknown, file: string): Secrets {
    try {
        return new Secrets(salt);
    } catch (error) {
        throw new StackFileError(`${file}: ${(error as Error).message}`);
    }
}

/** The configuration with objects and lists as such: what `config` has as JSON. */
export const valuesOf = ({ config }: StackFiles): Record<string, unknown> =>
    Object.fromEntries(Object.entries(config).map(([key, value]) => [key, decoded(value)]));

function decoded(value: string): unknown {
    try {
        return JSON.parse(value);
    } catch {
        return value;
    }
}

function parsed(path: string, file: string): Record<string, unknown> {
    let content: unknown;
    try {
        content = parse(readFileSync(path, "utf8"));
    } catch (error) {
        throw new StackFileError(`${file} cannot be read: ${(error as Error).message}`);
    }
    return mapOf(content ?? {}, file);
}

function mapOf(value: unknown, what: string): Record<string, unknown> {
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
    throw new StackFileError(`${what} is not a map: write config: and below it lines such as aws:region: us-east-1`);
}

const qualified = (project: string, key: string) => (key.includes(":") ? key : `${project}:${key}`);

const text = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));
