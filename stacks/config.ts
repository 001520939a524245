import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import type { StackConfig } from "../model/config";
import { readLevels } from "../policies/framework/levels";
import { crossChecks } from "./config/checks";
import { didYouMean } from "../model/config/didYouMean";
import { type DeploymentTarget, targetOf } from "./config/target";
import type { ExemptedRules, PartialConfig, Problem, RawConfig } from "./config/raw";
import { encrypted } from "./config/encrypted";
import { keysAt } from "./config/keysAt";
import { llmOf } from "./config/llmDerived";
import { sections } from "../model/config/schema";

export type { Problem, RawConfig } from "./config/raw";

/** Everything that is wrong with a stack's configuration, in one message. */
export class ConfigError extends pulumi.RunError {
    constructor(
        readonly stack: string,
        readonly problems: readonly Problem[],
    ) {
        const lines = problems.map(({ key, value, fix }) => `  ${key} = ${shown(value)}: ${fix}`);
        const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
        super(`Pulumi.${stack}.yaml has ${count}; nothing was planned.\n${lines.join("\n")}`);
    }
}

/** Parses and checks a configuration. @throws ConfigError with all problems at once. */
export function parseConfig(raw: RawConfig): StackConfig {
    const problems: Problem[] = [...unknownKeys(raw.project), ...strangeKeys(raw.strange)];
    const section = <S extends z.ZodType>(name: keyof typeof sections, schema: S): z.output<S> | undefined => {
        const written = writtenOf(raw.project[name]);
        const result = schema.safeParse(written);
        if (result.success) return result.data;
        problems.push(...result.error.issues.flatMap((issue) => toProblems(name, written, issue)));
        return undefined;
    };
    // One by one, so that a key of the schema that the program does not know, or the other way round, does not type-check.
    const parsed = {
        profile: section("profile", sections.profile),
        network: section("network", sections.network),
        access: section("access", sections.access),
        llm: section("llm", sections.llm),
        host: section("host", sections.host),
        webProxy: section("webProxy", sections.webProxy),
        openHands: section("openHands", sections.openHands),
        verifier: section("verifier", sections.verifier),
        operations: section("operations", sections.operations),
    };
    const target = targetOf(raw);
    problems.push(...target.problems);
    const partial = withDerived(raw.stack, target, parsed);
    problems.push(...crossChecks(partial, raw.exempted));
    if (problems.length > 0 || !isComplete(partial)) throw new ConfigError(raw.stack, oneEach(problems).map(qualified));
    return partial;
}

/** Reads the running stack's configuration. */
export function readConfig(): StackConfig {
    const stack = pulumi.getStack();
    const project = pulumi.getProject();
    // `pulumi:*` is the CLI's own.
    const read = [project, "aws", "pulumi"];
    const namespaces = new Set(Object.keys(pulumi.runtime.allConfig()).map((key) => key.split(":")[0]));
    const strange = [...namespaces].filter((name) => !read.includes(name));
    return parseConfig({
        stack,
        project: namespace(project),
        aws: namespace("aws"),
        strange: Object.fromEntries(
            strange.flatMap((name) => Object.entries(namespace(name)).map(([key, value]) => [`${name}:${key}`, value])),
        ),
        exempted: exemptedRules(stack),
    });
}

/** The values of one namespace of the running stack's configuration, by key. */
function namespace(name: string): Record<string, unknown> {
    const config = new pulumi.Config(name);
    const keys = Object.keys(pulumi.runtime.allConfig()).filter((key) => key.startsWith(`${name}:`));
    const texts = keys.map((key) => key.slice(name.length + 1));
    return Object.fromEntries(texts.map((key) => [key, decoded(config.require(key))]));
}

/** Rules with an exemption that still holds, read as the packs read them: what is not well-formed exempts nothing. */
export function exemptedRules(stack: string, today = new Date().toISOString().slice(0, 10)): ExemptedRules {
    const { exemptions } = readLevels(join(__dirname, "..", "policies"), stack, []);
    return new Set(exemptions.filter(({ expires }) => expires >= today).map(({ rule }) => rule));
}

function unknownKeys(project: RawConfig["project"]): Problem[] {
    return Object.keys(project)
        .filter((key) => !Object.hasOwn(sections, key))
        .map((key) => ({
            key,
            value: project[key],
            fix: `is no key of this project: ${didYouMean(key, Object.keys(sections))}`,
        }));
}

/** A needed key that is misspelt is not missing too. */
function oneEach(problems: readonly Problem[]): Problem[] {
    const meant = problems.flatMap(({ key, fix }) => {
        const name = / did you mean ([\w.-]+)\?$/.exec(fix)?.[1];
        return name === undefined ? [] : key.replace(/[^.]*$/, name);
    });
    return problems.filter(({ key, value }) => value !== undefined || !meant.includes(key));
}

const strangeKeys = (strange: RawConfig["strange"]): Problem[] =>
    Object.entries(strange).map(([key, value]) => {
        const [, name] = key.split(":");
        const fix = `is in a namespace that nothing reads: write isolated-openhands:${name}, or remove it`;
        return { key, value, fix };
    });

function toProblems(section: string, input: unknown, issue: z.core.$ZodIssue): Problem[] {
    const key = [section, ...issue.path].reduce<string>(
        (path, part) =>
            typeof part === "number"
                ? `${path}[${part}]`
                : path === ""
                  ? String(part)
                  : /^[\w:-]+$/.test(String(part))
                    ? `${path}.${String(part)}`
                    : `${path}["${String(part)}"]`,
        "",
    );
    const value = issue.path.reduce<unknown>(
        (at, part) => (at as Record<PropertyKey, unknown> | undefined)?.[part],
        input,
    );
    if (issue.code === "unrecognized_keys") {
        const object = value as Record<string, unknown>;
        const known = keysAt(sections[section as keyof typeof sections], issue.path, input);
        return issue.keys.map((unknown) => ({
            key: `${key}.${unknown}`,
            value: object[unknown],
            fix: `is no key of this section: ${didYouMean(unknown, known)}`,
        }));
    }
    if (issue.code === "invalid_union" && value !== undefined) {
        const meant = branchOf(issue.errors);
        if (meant)
            return meant.flatMap((one) => toProblems(section, input, { ...one, path: [...issue.path, ...one.path] }));
    }
    if (value === undefined) return [{ key, value, fix: `is missing: ${advice(issue.message)}` }];
    if (isEncrypted(value)) return [{ key, value: "(encrypted)", fix: unreadable }];
    return [{ key, value, fix: issue.message }];
}

/** Of a key that has several forms, what is wrong with the one that was written: the others do not have the type of the value. */
const branchOf = (errors: readonly (readonly z.core.$ZodIssue[])[]) =>
    errors.find((issues) => !issues.some(({ code, path }) => code === "invalid_type" && path.length === 0));

/** What `pulumi config set --secret` leaves, at any depth; a whole section is a text of preflight's (preflight/stackFiles.ts). */
const isEncrypted = (value: unknown): boolean =>
    value === encrypted ||
    (typeof value === "object" && value !== null && typeof (value as { secure?: unknown }).secure === "string");

const unreadable =
    "cannot be read without the stack's passphrase, and a plan of it could not be proved: set PULUMI_CONFIG_PASSPHRASE as for pulumi; or, since no key of this file is a secret (LLM keys are in Secrets Manager), write it plainly";

/** "is not text: write X" is about a wrong type; of a missing value only the advice is true. */
export function advice(message: string): string {
    return message.replace(/^is not (text|a list|a map): /, "");
}

type Parsed = { readonly [Name in keyof typeof sections]: z.output<(typeof sections)[Name]> | undefined };

/** Every section has parsed, and the region too. */
const isComplete = (config: PartialConfig): config is StackConfig =>
    config.region !== undefined &&
    Object.keys(sections).every((name) => config[name as keyof typeof sections] !== undefined);

function withDerived(stack: string, { region, account }: DeploymentTarget, config: Parsed): PartialConfig {
    const network = config.network && {
        ...config.network,
        mode:
            config.network.mode ?? (config.profile === "prod" ? ("nat-endpoints" as const) : ("default-vpc" as const)),
    };
    const ofCertificate = config.access?.verifier.certificateArn?.split(":")[4];
    const llm = config.llm && llmOf(config.llm);
    return { ...config, network, llm, stack, region, account: account ?? ofCertificate };
}

const qualified = (problem: Problem): Problem => ({
    ...problem,
    key: problem.key.includes(":") ? problem.key : `isolated-openhands:${problem.key}`,
});

/** The empty defaults of Pulumi.yaml stand for "not written". */
const writtenOf = (value: unknown) => (value === "" ? undefined : value);

/** Objects and numbers arrive as JSON, text as itself. */
function decoded(value: string): unknown {
    try {
        return JSON.parse(value);
    } catch {
        return value;
    }
}

function shown(value: unknown): string {
    if (value === undefined) return "(nothing)";
    const text = JSON.stringify(value);
    return text.length > 120 ? `${text.slice(0, 117)}…` : text;
}
