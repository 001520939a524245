import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import type { StackConfig } from "../model/config";
import { crossChecks, type ExemptedRules, type PartialConfig } from "./config/checks";
import { sections } from "./config/schema";

/** One thing to correct: the key below `isolated-openhands:`, what stands there, and what to write. */
export interface Problem {
    readonly key: string;
    readonly value: unknown;
    readonly fix: string;
}

/** The configuration of a stack as text files give it, before anything is checked. */
export interface RawConfig {
    readonly stack: string;
    /** Values of `isolated-openhands:*` by key, objects decoded. */
    readonly project: Readonly<Record<string, unknown>>;
    /** `aws:region` */
    readonly region: string | undefined;
    /** `aws:allowedAccountIds` */
    readonly allowedAccountIds: readonly string[];
    readonly exempted: ExemptedRules;
}

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
    const problems: Problem[] = unknownKeys(raw.project);
    const parsed: Record<string, unknown> = {};
    for (const [name, schema] of Object.entries(sections)) {
        const result = (schema as z.ZodType).safeParse(raw.project[name]);
        if (result.success) parsed[name] = result.data;
        else problems.push(...result.error.issues.flatMap((issue) => toProblems(name, raw.project[name], issue)));
    }
    const partial = withDerived(raw, parsed, problems);
    problems.push(...crossChecks(partial, raw.exempted));
    if (problems.length > 0) throw new ConfigError(raw.stack, problems.map(qualified));
    return partial as StackConfig;
}

/** Reads the running stack's configuration. */
export function readConfig(): StackConfig {
    const stack = pulumi.getStack();
    const prefix = `${pulumi.getProject()}:`;
    const project = new pulumi.Config();
    const aws = new pulumi.Config("aws");
    const keys = Object.keys(pulumi.runtime.allConfig()).filter((key) => key.startsWith(prefix));
    return parseConfig({
        stack,
        project: Object.fromEntries(
            keys.map((key) => [key.slice(prefix.length), decoded(project.require(key.slice(prefix.length)))]),
        ),
        region: aws.get("region"),
        allowedAccountIds: aws.getObject<string[]>("allowedAccountIds") ?? [],
        exempted: exemptedRules(stack),
    });
}

/** Rules with an unexpired exemption in `policies/<stack>.json`; the packs themselves judge whether each is well-formed. */
export function exemptedRules(stack: string, today = new Date().toISOString().slice(0, 10)): ExemptedRules {
    const file = join(__dirname, "..", "policies", `${stack}.json`);
    if (!existsSync(file)) return new Set();
    const rules = JSON.parse(readFileSync(file, "utf8")) as Record<string, { exemptions?: { expires?: string }[] }>;
    const live = Object.entries(rules).filter(([, rule]) => rule?.exemptions?.some((e) => (e.expires ?? "") >= today));
    return new Set(live.map(([name]) => name));
}

function unknownKeys(project: RawConfig["project"]): Problem[] {
    return Object.keys(project)
        .filter((key) => !(key in sections))
        .map((key) => ({
            key,
            value: project[key],
            fix: `is no key of this project: ${didYouMean(key, Object.keys(sections))}`,
        }));
}

function toProblems(section: string, input: unknown, issue: z.core.$ZodIssue): Problem[] {
    const key = [section, ...issue.path].reduce<string>(
        (path, part) =>
            typeof part === "number" ? `${path}[${part}]` : path === "" ? String(part) : `${path}.${String(part)}`,
        "",
    );
    const value = issue.path.reduce<unknown>(
        (at, part) => (at as Record<PropertyKey, unknown> | undefined)?.[part],
        input,
    );
    if (issue.code === "unrecognized_keys") {
        const object = value as Record<string, unknown>;
        const fix = "is no key of this section: remove it or correct its name";
        return issue.keys.map((unknown) => ({ key: `${key}.${unknown}`, value: object[unknown], fix }));
    }
    if (value === undefined) return [{ key, value, fix: `is missing: ${advice(issue.message)}` }];
    return [
        {
            key,
            value,
            fix: issue.message.startsWith("Invalid input")
                ? `is not an object with the keys of DESIGN.md`
                : issue.message,
        },
    ];
}

/** "is not text: write X" is about a wrong type; of a missing value only the advice is true. */
function advice(message: string): string {
    if (message.startsWith("Invalid input")) return "write this section";
    return message.replace(/^is not (text|a list): /, "");
}

function withDerived(raw: RawConfig, parsed: Record<string, unknown>, problems: Problem[]): PartialConfig {
    const config = parsed as unknown as PartialConfig;
    const network = config.network && {
        ...config.network,
        mode:
            config.network.mode ?? (config.profile === "prod" ? ("nat-endpoints" as const) : ("default-vpc" as const)),
    };
    if (raw.region === undefined || !/^[a-z]{2}(-[a-z]+)+-\d$/.test(raw.region)) {
        problems.push({ key: "aws:region", value: raw.region, fix: "is needed: write a region such as us-east-1" });
    } else if (raw.region.startsWith("cn-")) {
        const fix = "has other domain names (amazonaws.com.cn) than the allowlist: write a region outside China";
        problems.push({ key: "aws:region", value: raw.region, fix });
    }
    if (!/^[a-z]([a-z0-9-]{0,13}[a-z0-9])?$/.test(raw.stack)) {
        const fix = "is part of bucket and load balancer names: write a stack name of 1 to 15 of a-z, 0-9 and -";
        problems.push({ key: "pulumi:stack", value: raw.stack, fix });
    }
    if (raw.allowedAccountIds.length > 1 || raw.allowedAccountIds.some((id) => !/^\d{12}$/.test(id))) {
        const fix = "pins the stack to one account: write a list of one 12-digit id";
        problems.push({ key: "aws:allowedAccountIds", value: raw.allowedAccountIds, fix });
    }
    const account = raw.allowedAccountIds[0] ?? config.access?.verifier.certificateArn?.split(":")[4];
    return { ...config, network, stack: raw.stack, region: raw.region, account };
}

const qualified = (problem: Problem): Problem => ({
    ...problem,
    key: problem.key.includes(":") ? problem.key : `isolated-openhands:${problem.key}`,
});

function didYouMean(key: string, known: readonly string[]): string {
    const near = known.find(
        (candidate) => candidate.toLowerCase() === key.toLowerCase() || candidate.startsWith(key.slice(0, 4)),
    );
    return near ? `did you mean ${near}?` : `the keys are ${known.join(", ")}`;
}

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
