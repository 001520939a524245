import { demanded, parseDocument } from "../../../analysis/iam/document";
import type { GraphResource } from "../../../analysis/graph/resource";
import { text } from "../../../analysis/graph/values";
import type { Settings } from "../../framework/context";
import type { Finding } from "../../framework/outcome";

/** What a harmless resource is measured by. */
export interface Ours {
    readonly resources: readonly GraphResource[];
    readonly account: string | undefined;
    readonly settings: Settings | undefined;
}

type Doubt = Pick<Finding, "verdict" | "message">;

const against = (message: string): Doubt => ({ verdict: "non-compliant", message });
const doubt = (message: string): Doubt => ({ verdict: "unknown", message });

/** Inputs that say who is told, or where something is put: there it must be the stack's own, or what the configuration names. */
const delivering = /Actions$|topic|destination|lambda|bucket|subscriber|endpoint$/i;

const email = /[^\s@"'<>,;]+@[^\s@"'<>,;]+\.[a-z]+/gi;
const accountId = /(?<![\w-])\d{12}(?![\w-])/g;

/**
 * Whom a resource of a harmless type serves besides the stack: other accounts in any text of it, addresses and targets that neither the
 * stack nor its configuration (`operations`) names, a policy for everybody, an answer inside the VPC.
 */
export function strangersIn(resource: GraphResource, ours: Ours): Doubt[] {
    const values = textsOf(resource.props);
    const configured = textsOf(ours.settings?.operations).map(({ value }) => value);
    const { name } = resource;
    return [
        ...accounts(values, ours.account, configured).map((id) =>
            against(`${name} names account ${id}, which is not the stack's`),
        ),
        ...values
            .flatMap(({ value }) => value.match(email) ?? [])
            .flatMap((address) => {
                if (configured.includes(address)) return [];
                return ours.settings === undefined
                    ? [doubt(`${name} tells ${address}, and no stack configuration is at hand that names it`)]
                    : [
                          against(
                              `${name} tells ${address}, which operations of the stack's configuration does not name`,
                          ),
                      ];
            }),
        ...values
            .filter(({ path }) => delivering.test(path))
            .filter(({ value }) => !value.includes("@") && !configured.includes(value) && !isOurs(value, ours))
            .map(({ path, value }) => against(`${name}: ${path} is ${value}, which is nothing of this stack`)),
        ...publicPolicy(resource),
        ...(resource.type === "aws:route53/zone:Zone" && isSaid(resource, "vpcs")
            ? [against(`${name} is a private zone: it answers names inside a VPC in place of their owners`)]
            : []),
    ];
}

const accounts = (values: readonly Written[], own: string | undefined, configured: readonly string[]) => {
    const named = values
        .filter(({ value }) => !configured.includes(value))
        .flatMap(({ value }) => value.match(accountId) ?? []);
    return [...new Set(named)].filter((id) => id !== own);
};

/** By what AWS calls it: an id, an ARN, or an ARN or name that ends with the name that the program gives. */
function isOurs(value: string, { resources, account }: Ours): boolean {
    if (/^arn:aws[a-z-]*:automate:/.test(value)) return true;
    const [, , , , owner = ""] = value.split(":");
    const last = value.split(/[:/]/).at(-1);
    return resources.some(({ id, props, outputs, custom }) => {
        if (!custom) return false;
        if ([id, outputs.arn, outputs.id].includes(value)) return true;
        const named = [props.name, props.bucket].includes(last);
        return named && (owner === "" || owner === account);
    });
}

function publicPolicy(resource: GraphResource): Doubt[] {
    const policy = text(resource.props.policy);
    if (policy === undefined || !policy.includes("Statement")) return [];
    const open = parseDocument(policy).filter(
        (statement) =>
            statement.allow &&
            (statement.notPrincipal || statement.principals.some(({ kind }) => kind === "any")) &&
            demanded(statement, "aws:SourceAccount", "aws:SourceOwner", "aws:PrincipalAccount").length === 0,
    );
    return open.length > 0
        ? [against(`${resource.name} has a policy for everybody: name principals of this account`)]
        : [];
}

interface Written {
    readonly path: string;
    readonly value: string;
}

/** Every text of a value with the names of the inputs that lead to it; tags say nothing. */
function textsOf(value: unknown, path = ""): Written[] {
    if (typeof value === "string") return [{ path, value }];
    if (typeof value !== "object" || value === null) return [];
    return Object.entries(value)
        .filter(([key]) => !/^tags(All)?$/.test(key))
        .flatMap(([key, own]) => textsOf(own, Array.isArray(value) ? path : path === "" ? key : `${path}.${key}`));
}

const isSaid = ({ props, unknown }: GraphResource, property: string) =>
    unknown.has(property) || (Array.isArray(props[property]) && props[property].length > 0);
