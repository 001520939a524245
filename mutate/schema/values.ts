import type { Plan } from "../../model/plan";
import { type Documented, inputsOf, within } from "../../policies/isolation/types/schema";
import { ofType } from "../mutant";

const theirs = "999999999999";
const somebody = "0ddddddddddddddd0";

/** An id of the same form that is of nothing in the plan; undefined for what is no id. */
export function othersId(value: string): string | undefined {
    const [, prefix] = /^([a-z]{1,8}|rslvr-[a-z]+)-[0-9a-f]{8,17}$/.exec(value) ?? [];
    if (prefix !== undefined) return `${prefix}-${somebody}`;
    if (/^arn:aws:s3:::/.test(value)) return "arn:aws:s3:::collector-of-somebody";
    const [arn, aws, service, region, account, ...rest] = value.split(":");
    return arn === "arn" && /^\d{12}$/.test(account ?? "")
        ? [arn, aws, service, region, theirs, ...rest].join(":")
        : undefined;
}

/** What an input of a name is given: something of the plan, and somebody else's. The first that fits counts. */
const byName: readonly (readonly [name: RegExp, own: (plan: Plan) => string | undefined, outsider: string])[] = [
    [/subnet/i, (plan) => ofType(plan, "ec2/subnet:Subnet").at(-1)?.id, `subnet-${somebody}`],
    [/securityGroup/i, (plan) => ofType(plan, "ec2/securityGroup:SecurityGroup")[0]?.id, `sg-${somebody}`],
    [/networkInterface|eniId/i, () => undefined, `eni-${somebody}`],
    [/vpcId|^vpc$/i, (plan) => ofType(plan, "ec2/vpc:Vpc")[0]?.id, `vpc-${somebody}`],
    [/instanceId|^instance$/i, (plan) => ofType(plan, "ec2/instance:Instance")[0]?.id, `i-${somebody}`],
    [/kms/i, () => undefined, `arn:aws:kms:us-east-1:${theirs}:key/00000000-0000-4000-8000-000000000000`],
    [/policy|permissions/i, () => undefined, policyFor("*")],
    [/role/i, (plan) => text(ofType(plan, "iam/role:Role")[0]?.outputs.arn), `arn:aws:iam::${theirs}:role/other`],
    [/bucket/i, (plan) => text(ofType(plan, "s3/bucket:Bucket")[0]?.props.bucket), "collector-of-somebody"],
    [/lambda|function/i, () => undefined, `arn:aws:lambda:us-east-1:${theirs}:function:other`],
    [/firehose|stream/i, () => undefined, `arn:aws:firehose:us-east-1:${theirs}:deliverystream/other`],
    [/topic|actions$|notification/i, () => undefined, `arn:aws:sns:us-east-1:${theirs}:alarms`],
    [/email|subscriber|address/i, () => undefined, "somebody@example.net"],
    [/endpoint|url/i, () => undefined, "https://collector.example.net/in"],
    [/vault/i, () => undefined, `arn:aws:backup:us-east-1:${theirs}:backup-vault:theirs`],
    [/account|principal/i, () => undefined, theirs],
    [/arn$|destination|target/i, () => undefined, `arn:aws:sns:us-east-1:${theirs}:alarms`],
];

function policyFor(principal: string): string {
    return JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: principal, Action: "*", Resource: "*" }],
    });
}

const text = (value: unknown) => (typeof value === "string" ? value : undefined);
const isList = ({ type }: Documented) => /\[\]/.test(type);
const isText = ({ type }: Documented) => /\bstring\b/.test(type) && !type.includes("inputs.");

function textFor(name: string, plan: Plan, whose: "own" | "outsider"): string | undefined {
    const found = byName.find(([pattern]) => pattern.test(name));
    return whose === "own" ? found?.[1](plan) : found?.[2];
}

/** A value of the input's declared shape: text where its name says what, objects with what they have of it, two levels deep. */
function valueOf(name: string, input: Documented, plan: Plan, whose: "own" | "outsider", depth = 2): unknown {
    const one = isText(input)
        ? textFor(name, plan, whose)
        : depth === 0
          ? undefined
          : objectOf(within(input), plan, whose, depth - 1);
    return one === undefined ? undefined : isList(input) ? [one] : one;
}

function objectOf(inputs: Readonly<Record<string, Documented>>, plan: Plan, whose: "own" | "outsider", depth: number) {
    const held = Object.entries(inputs)
        .map(([name, input]) => [name, valueOf(name, input, plan, whose, depth)] as const)
        .filter(([, value]) => value !== undefined);
    return held.length === 0 ? undefined : Object.fromEntries(held);
}

/** Inputs of a type, as far as their names say that something of the network, a role or a bucket belongs there. */
export const placedInputs = (type: string, plan: Plan): Readonly<Record<string, unknown>> =>
    objectOf(inputsOf(type), plan, "own", 2) ?? {};

/** One input of a type, with somebody else in it; undefined where its name and shape say nothing of whom. */
export function outsiderIn(type: string, input: string, plan: Plan): Readonly<Record<string, unknown>> | undefined {
    const declared = inputsOf(type)[input];
    const value = declared === undefined ? undefined : valueOf(input, declared, plan, "outsider");
    return value === undefined ? undefined : { [input]: value };
}
