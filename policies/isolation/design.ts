import { parseDocument, type Statement } from "../../analysis/iam/document";
import { z } from "zod";
import { verifierZones } from "../../model/hosts";
import { Naming } from "../../model/naming";
import { nobodyNamed, type Operators } from "../../model/operators";
import { type DesignedRole, designedRoles } from "../../model/roles";
import type { Context } from "../framework/context";
import { unknown } from "../framework/outcome";
import { networkOf } from "./network";

/** The names that the stack's design fixes; undefined where no component says which account and region the stack is for. */
export const namingOf = (context: Context): Naming | undefined => context.derive(named);

function named(context: Context): Naming | undefined {
    const intent = networkOf(context).networks[0]?.intent;
    // AWS: the code of a zone is the code of its region and a letter.
    const zone = (intent?.subnets[0] ?? intent?.lookedUp?.subnets[0])?.zone;
    if (intent === undefined || zone === undefined) return undefined;
    const region = zone.replace(/[a-z]$/, "");
    return new Naming(context.stack, intent.account, region, region.startsWith("us-gov-") ? "aws-us-gov" : "aws");
}

/** Every role that the stack may have; undefined as above. */
export const designedRolesOf = (context: Context): readonly DesignedRole[] | undefined => context.derive(designed);

function designed(context: Context): readonly DesignedRole[] | undefined {
    const naming = namingOf(context);
    const { parts, networks } = networkOf(context);
    const uses = parts.flatMap(({ intent }) => intent.uses ?? []);
    return (
        naming &&
        designedRoles(naming, {
            address: uses[0]?.address ?? "",
            secretNames: uses.flatMap(({ secretNames }) => secretNames),
            models: uses.flatMap(({ models }) => models),
            certificateSecretArn: uses[0]?.certificateSecretArn,
            acme: uses[0]?.acme,
            sealed: networks.some(({ intent }) => intent.sealed),
            operators: operatorsOf(context),
            verifierZones: Math.max(1, ...networks.map(({ intent }) => verifierZones(intent))),
        })
    );
}

/** Who may take the operators' role, as the component that makes it registers. What cannot be read names nobody. */
export function operatorsOf({ resources }: Context): Operators {
    const registered = resources
        .filter(({ outputs }) => outputs.role === "artifacts")
        .map(({ outputs }) => outputs.intent);
    const { data } = operatorsForm.safeParse(registered[0]);
    return data?.operators ?? nobodyNamed;
}

const operatorsForm = z.object({
    operators: z.object({
        arns: z.array(z.string()),
        subjects: z.array(z.object({ provider: z.string(), audience: z.string(), subject: z.string() })),
    }),
});

/** What the design gives to any role, whatever the names of the stack are: an action of no statement of it is granted by nobody. */
export const anyGrant: readonly Statement[] = statementsOf(new Naming("stack", "000000000000", "us-east-1"));

function statementsOf(naming: Naming): Statement[] {
    const acme = { hostedZoneId: "zone", host: "host" };
    const uses = {
        address: "10.0.0.1",
        secretNames: ["name"],
        models: ["model", "us.meta.model"],
        acme,
        sealed: true,
        verifierZones: 1,
        operators: nobodyNamed,
    };
    return designedRoles(naming, uses).flatMap(({ grants }) => parseDocument({ Statement: grants }));
}

/** What a rule says where the design's names are not known. */
export const accountUnknown = unknown(
    "which account and region the stack is for",
    "a network component that registers its intent with the account and its subnets",
);
