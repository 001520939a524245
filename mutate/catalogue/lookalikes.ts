import { type Mutant, ofType, type Operator, short, withInputs, withPath, withResource } from "../mutant";
import type { Plan, PlanResource } from "../../model/plan";

const keys: Readonly<Record<string, string>> = {
    "of another account": "arn:aws:kms:us-east-1:999999999999:key/00000000-0000-4000-8000-000000000000",
    "of somebody in the account": "arn:aws:kms:us-east-1:111122223333:key/00000000-0000-4000-8000-000000000000",
    "of another region": "arn:aws:kms:eu-west-1:111122223333:alias/aws/ebs",
    "by an alias of somebody": "alias/other",
};

const certificates: Readonly<Record<string, string>> = {
    "of another account": "arn:aws:acm:us-east-1:999999999999:certificate/01234567-89ab-cdef-0123-456789abcdef",
    "of another region": "arn:aws:acm:eu-west-1:111122223333:certificate/01234567-89ab-cdef-0123-456789abcdef",
};

/** AWS's lists of other services and regions, and one that anybody may have made, in the place of S3's everywhere. */
const lists: Readonly<Record<string, string>> = {
    "of DynamoDB": "pl-02cd2c6b",
    "of another region": "pl-6da54004",
    "of somebody": "pl-0123456789abcdef0",
};

const all = (plan: Plan, of: readonly PlanResource[], change: (one: Plan, resource: PlanResource) => Plan): Plan =>
    of.reduce(
        (edited, { urn }) =>
            change(
                edited,
                edited.resources.find((one) => one.urn === urn)!,
            ),
        plan,
    );

const outsidersImage = "ami-0ddddddddddddddd0";

/** Where an image is pinned, the configuration says which, and no mutant has it: lookalikes.test.ts tries that. */
const publishes = (plan: Plan): boolean => plan.resources.some(({ outputs }) => outputs.images !== undefined);

/** A demo's network approves no names: there the configuration says them, which no mutant has. */
const approves = (plan: Plan): boolean =>
    plan.resources.some(({ outputs }) => {
        const { approvedDomains } = (outputs.intent ?? {}) as { approvedDomains?: readonly string[] };
        return approvedDomains !== undefined && approvedDomains.length > 0;
    });

const named = (plan: Plan): readonly (readonly [id: string, mutated: Plan])[] => [
    ...["api.anthropic.com", "anthropic.com", "x.api.anthropic.com."].map(
        (name) => [`Zone added, called ${name}`, withResource(plan, "route53/zone:Zone", "added", { name })] as const,
    ),
    [
        "Record added, called like an approved host",
        withResource(plan, "route53/record:Record", "added", {
            ...{ name: "api.anthropic.com", type: "A", zoneId: "Z0123456789ABCDEFGHIJ", records: ["203.0.113.5"] },
        }),
    ],
];

/** Row 127, and row 33 for lists: ids that have the right form and are somebody else's. */
export const lookalikes: Operator = (plan) => {
    const closed = (id: string, mutated: Plan, row = 127): Mutant => ({
        id,
        family: "closed",
        rows: [row],
        plan: mutated,
    });
    const keyed = [...ofType(plan, "cloudwatch/logGroup:LogGroup").slice(0, 2), ...ofType(plan, "ebs/volume:Volume")];
    const showing = ofType(plan, "lb/listener:Listener").filter(({ props }) => props.certificateArn !== undefined);
    const sending = ofType(plan, "lb/listener:Listener").filter(({ props }) =>
        JSON.stringify(props).includes('"redirect"'),
    );
    const toS3 = ofType(plan, "vpc/securityGroupEgressRule:SecurityGroupEgressRule").filter(
        ({ props }) => props.prefixListId !== undefined,
    );
    return [
        ...keyed.flatMap((one) =>
            Object.entries(keys).map(([whose, kmsKeyId]) =>
                closed(`${short(one)} has a key ${whose}`, withInputs(plan, one, { kmsKeyId })),
            ),
        ),
        ...ofType(plan, "ec2/instance:Instance").map((one) =>
            closed(
                `${short(one)} has a disk with a key of another account`,
                withPath(plan, one, ["rootBlockDevice", "kmsKeyId"], keys["of another account"]),
            ),
        ),
        ...(publishes(plan) ? ofType(plan, "ec2/instance:Instance") : []).map((one) =>
            closed(`${short(one)} starts from an image of somebody`, withInputs(plan, one, { ami: outsidersImage })),
        ),
        ...ofType(plan, "kms/alias:Alias").map((one) =>
            closed(
                `${short(one)} is an alias of another key`,
                withInputs(plan, one, { targetKeyId: "00000000-0000-4000-8000-000000000000" }),
            ),
        ),
        ...showing.flatMap((one) =>
            Object.entries(certificates).map(([whose, certificateArn]) =>
                closed(`${short(one)} shows a certificate ${whose}`, withInputs(plan, one, { certificateArn })),
            ),
        ),
        ...sending.map((one) =>
            closed(
                `${short(one)} redirects to another host`,
                withPath(plan, one, ["defaultActions", 0, "redirect", "host"], "labels.example.net"),
            ),
        ),
        ...(approves(plan) ? named(plan).map(([id, mutated]) => closed(id, mutated)) : []),
        ...(toS3.length === 0 ? [] : Object.entries(lists)).map(([whose, prefixListId]) =>
            closed(
                `every rule to S3 names the list ${whose}`,
                all(plan, toS3, (edited, one) => withInputs(edited, one, { prefixListId })),
                33,
            ),
        ),
    ];
};
