import type { GraphResource } from "../../../analysis/graph/resource";
import { parseDocument, type Statement } from "../../../analysis/iam/document";
import { outsiders, type Own } from "../../../analysis/iam/outsiders";
import type { Context } from "../../framework/context";
import { judge } from "../../framework/judge";
import { compliant, type Outcome, unless, violation } from "../../framework/outcome";
import { UnknownProperty } from "../../framework/read";
import type { Rule } from "../../framework/rule";
import { accountUnknown, designedRolesOf } from "../design";
import { bucketsOf, oursOf } from "../own";

export const resourcePolicies: Rule = {
    id: "resource-policies-own",
    pack: "isolation",
    severity: "critical",
    title: "No policy of a resource lets in anybody but principals of this account, and services that act for it",
    why: "A bucket, topic, queue, key, vault, secret or log that admits somebody else is a way out that crosses no network.",
    remediation:
        "Name the account or roles of the stack; demand aws:SourceAccount of services, and aws:PrincipalAccount of everybody.",
    source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
    rows: [68, 72, 80, 99, 109, 122],
    designSpecific: true,
    resource: { check: (resource) => judge(resource, () => alone(resource)) },
    evaluate: (context) => context.resources.flatMap((resource) => judge(resource, () => among(resource, context))),
};

/** Without the account in sight only what no account makes right is seen: everybody, federations, organizations. */
function alone(resource: GraphResource): readonly Outcome[] {
    if (!hasPolicies(resource)) return [compliant];
    if (isOpenAcl(resource)) return [openAcl(resource)];
    const isAnyAccount = /^\d{12}$|^arn:[^:]*:[^:]*:[^:]*:\d{12}:/;
    const granted = statementsOf(resource).filter(
        ({ allow, conditions, principals, notPrincipal }) =>
            allow &&
            (notPrincipal || principals.some(({ kind }) => kind !== "AWS" && kind !== "Service")) &&
            !conditions.some(({ values }) => values.some((value) => isAnyAccount.test(value))),
    );
    return unless(granted.length > 0 && `${resource.name} has a policy for everybody: name principals of this account`);
}

/** AWS: canned ACLs. Those that let in more than the owner, the owner of the bucket and AWS's log delivery. */
const isOpenAcl = ({ props }: GraphResource) =>
    /^(public|authenticated)-|^aws-exec-read$/.test(String(props.acl ?? ""));

const openAcl = ({ name, props }: GraphResource) =>
    violation(`${name} has the ACL ${String(props.acl)}, which lets in people of any account: leave acl out`);

function among(resource: GraphResource, context: Context): Outcome | readonly Outcome[] {
    if (!hasPolicies(resource)) return [];
    if (isOpenAcl(resource)) return openAcl(resource);
    const statements = statementsOf(resource).filter(({ allow }) => allow);
    if (statements.length === 0) return [];
    const account = ownOf(context);
    if (account === undefined) return accountUnknown;
    const found = statements.flatMap((statement) => outsiders(statement, account));
    return unless(...found.map(({ who, fault }) => `the policy of ${resource.name} lets in ${who}: ${fault}`));
}

function ownOf(context: Context): Own | undefined {
    const ours = oursOf(context);
    const { account, configured } = ours;
    if (account === undefined) return undefined;
    const roles = (designedRolesOf(context) ?? []).map(({ name }) => name);
    const isKnown = (arn: string) =>
        configured?.has(arn) === true ||
        /:role\/aws-service-role\/[^*?]+$/.test(arn) ||
        roles.some((role) => arn.endsWith(`:role/${role}`));
    return { account, buckets: bucketsOf(ours), isKnown };
}

/** Roles and their policies are judged against the design by rules of their own; `tls` and components have no policies in AWS. */
const hasPolicies = ({ custom, type }: GraphResource) =>
    custom && /^aws[a-z-]*:/.test(type) && !type.startsWith("aws:iam/");

/** Inputs that hold a document when they are known. */
const policyInput = /^(policy|policyDocument|resourcePolicy|accessPolicy|accessPolicies|repositoryPolicy)$/;

/** What every document of a resource says, wherever in its inputs it is. @throws UnknownProperty, UnreadableDocument */
function statementsOf(resource: GraphResource): Statement[] {
    const { props, unknown, propertyDependencies } = resource;
    const hole = [...unknown, ...Object.keys(propertyDependencies).filter((input) => props[input] === undefined)].find(
        (path) => policyInput.test(path.split(".")[0]),
    );
    if (hole !== undefined) throw new UnknownProperty(hole);
    return documentsIn(props).flatMap(parseDocument);
}

function documentsIn(value: unknown): unknown[] {
    if (typeof value === "string") return isDocumentText(value) ? [value] : [];
    if (typeof value !== "object" || value === null) return [];
    return "Statement" in value ? [value] : Object.values(value).flatMap(documentsIn);
}

const isDocumentText = (text: string) => /^\s*\{/.test(text) && /"Statement"/.test(text);
