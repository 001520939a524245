import type { GraphResource } from "../../../analysis/graph/resource";
import { isUnknown, object, text, texts } from "../../../analysis/graph/values";
import type { Context } from "../../framework/context";
import { judge } from "../../framework/judge";
import { compliant, type Outcome, unless, violation } from "../../framework/outcome";
import { UnknownProperty } from "../../framework/read";
import { type Rule, resourceInContextRule } from "../../framework/rule";
import { accountUnknown, namingOf } from "../design";
import { oursOf } from "../own";

const ofAws = "pulumi:providers:aws";
const packages = [ofAws, "pulumi:providers:awsx", "pulumi:providers:tls"];

/** The place that the stack is for; undefined where no component says it. */
interface Target {
    readonly account: string | undefined;
    readonly region: string | undefined;
}

/** What to write instead; undefined when the value is one that the design knows. */
type Check = (value: unknown, target: Target) => string | undefined;

const isOneOf =
    (...known: readonly unknown[]): Check =>
    (value) =>
        known.includes(value) ? undefined : `write ${known.join(" or ")}`;

const matches =
    (form: RegExp, write: string): Check =>
    (value) =>
        form.test(String(value)) ? undefined : write;

/** AWS's own endpoints of the region. A label before the service's would be somebody's: a bucket, a function, an interface API. */
const endpointsOfAws: Check = (value, { region }) => {
    const urls = (Array.isArray(value) ? value : [value]).flatMap((one) => Object.values(object(one)));
    const isAws = (url: unknown) => {
        const [, name] = /^https:\/\/[a-z0-9-]+\.([a-z0-9-]+)\.amazonaws\.com\/?$/.exec(text(url) ?? "") ?? [];
        return name !== undefined && name === region;
    };
    return urls.length > 0 && urls.every(isAws)
        ? undefined
        : "leave endpoints out: what is told to an endpoint that is not AWS's own of the region, its owner knows";
};

const tags: Check = (value) => {
    const { tags: item, ...others } = object(value);
    const isTags =
        Object.keys(others).length === 0 && Object.values(object(item)).every((tag) => text(tag) !== undefined);
    return isTags ? undefined : "write tags, each a text";
};

/**
 * The inputs of a provider that the design knows. Whoever deploys has credentials from outside the program, in AWS_PROFILE; what names
 * others (keys, roles, profiles, files of them), sends what is said past somebody else (endpoints, proxies, certificates) or hides from the
 * plan what is in AWS (ignored tags) is in no list, and neither is an input that nobody has looked at.
 */
const known: Readonly<Record<string, Check>> = {
    region: (value, { region }) => (value === region ? undefined : `write ${region}, the region of the stack`),
    allowedAccountIds: (value, { account }) =>
        Array.isArray(value) && value.length === 1 && value[0] === account
            ? undefined
            : `write [${account}], the account of the stack`,
    forbiddenAccountIds: (value, { account }) =>
        Array.isArray(value) && !value.includes(account) ? undefined : "leave out the account of the stack",
    defaultTags: tags,
    endpoints: endpointsOfAws,
    // Without the account's number, or without credentials that AWS knows, the pin pins nothing.
    skipCredentialsValidation: isOneOf(false),
    skipRequestingAccountId: isOneOf(false),
    skipMetadataApiCheck: isOneOf(false, true),
    // The provider's own list of regions is older than AWS's; the configuration checks the region.
    skipRegionValidation: isOneOf(false, true),
    insecure: isOneOf(false),
    s3UsePathStyle: isOneOf(false, true),
    useFipsEndpoint: isOneOf(false, true),
    useDualstackEndpoint: isOneOf(false, true),
    maxRetries: matches(/^\d+$/, "write a number"),
    retryMode: isOneOf("standard", "adaptive"),
};

/** What the engine adds to every provider. A plugin from anywhere else would be another program. */
const ofEngine: Readonly<Record<string, Check>> = {
    version: matches(/^v?\d+\.\d+\.\d+$/, "write a version such as 7.48.0"),
    __internal: (value) => (Object.keys(object(value)).length === 0 ? undefined : "leave it to the engine"),
};

/** The SDK hands lists, maps and flags of a provider over as JSON text. */
function parsed(value: unknown): unknown {
    if (typeof value !== "string") return value;
    try {
        return JSON.parse(value) as unknown;
    } catch {
        return value;
    }
}

/** A list of no accounts pins nothing, which is `provider-pinned`'s to say. */
const isPin = (input: string, value: unknown) => input !== "allowedAccountIds" || texts(value).length > 0;

const checksOf = ({ type }: GraphResource) => ({ ...ofEngine, ...(type === ofAws ? known : {}) });

const inputsOf = ({ props, unknown }: GraphResource) => [
    ...new Set([...Object.keys(props), ...[...unknown].map((path) => path.split(".")[0])]),
];

/** What the provider alone shows. No message says the value: it may be a key. */
const externalInputs = (provider: GraphResource): readonly Outcome[] =>
    inputsOf(provider)
        .filter((input) => !Object.hasOwn(checksOf(provider), input))
        .map((input) =>
            violation(
                `${provider.name} is a provider with ${input}, which this design does not use: remove it; credentials come from AWS_PROFILE`,
            ),
        );

function problems(provider: GraphResource, target: Target): Outcome | readonly Outcome[] {
    const external = externalInputs(provider);
    if (external.length > 0) return external;
    if (provider.type === ofAws && (target.account === undefined || target.region === undefined)) return accountUnknown;
    const hole = inputsOf(provider).find((input) => isUnknown(provider, input) || holdsUnknown(provider, input));
    if (hole !== undefined) throw new UnknownProperty(hole);
    const checks: Readonly<Record<string, Check>> = checksOf(provider);
    return unless(
        ...inputsOf(provider).map((input) => {
            const value = parsed(provider.props[input]);
            const write = isPin(input, value) ? checks[input](value, target) : undefined;
            return write !== undefined && `${provider.name} is a provider with another ${input}: ${write}`;
        }),
    );
}

const holdsUnknown = ({ unknown }: GraphResource, input: string) =>
    [...unknown].some((path) => path.startsWith(`${input}.`));

/** Every resource of AWS may name a region of its own, past its provider. */
function elsewhere(resource: GraphResource, { region }: Target): Outcome | readonly Outcome[] {
    const said = resource.props.region;
    if (said === undefined && (resource.propertyDependencies.region?.length ?? 0) > 0)
        throw new UnknownProperty("region");
    if (said === undefined || said === region) return compliant;
    return region === undefined
        ? accountUnknown
        : violation(`${resource.name} is in region ${String(said)}: leave region out, the provider's is ${region}`);
}

function among(resource: GraphResource, context: Context): Outcome | readonly Outcome[] {
    const target: Target = { account: oursOf(context).account, region: namingOf(context)?.region };
    if (!packages.includes(resource.type))
        return resource.custom && resource.type.startsWith("aws:") ? elsewhere(resource, target) : [];
    return problems(resource, target);
}

export const providerSettings: Rule = {
    id: "provider-settings",
    pack: "isolation",
    severity: "critical",
    title: "Providers speak to AWS itself, in the stack's account and region, as nobody else",
    why: "A provider with another endpoint, proxy, role or account deploys what was judged somewhere else, or shows it to somebody.",
    remediation: "Give the provider region, allowedAccountIds and defaultTags, and nothing else.",
    source: "https://www.pulumi.com/registry/packages/aws/installation-configuration/",
    rows: [125],
    designSpecific: true,
    resource: { types: packages, check: (provider) => judge(provider, () => externalInputs(provider)) },
    evaluate: (context) => context.resources.flatMap((resource) => judge(resource, () => among(resource, context))),
};

/** A rule of its own, so that a demo, whose account nobody has written down, can take it for advice and keep the rest. */
export const providerPinned = resourceInContextRule("isolation", {
    id: "provider-pinned",
    severity: "high",
    title: "Every provider of AWS is pinned to the stack's account",
    why: "With the wrong AWS_PROFILE a whole stack is made in, or removed from, somebody else's account.",
    remediation: "Write aws:allowedAccountIds into the stack's configuration.",
    source: "https://www.pulumi.com/registry/packages/aws/installation-configuration/",
    rows: [125],
    types: [ofAws],
    check(provider) {
        if (isUnknown(provider, "allowedAccountIds")) throw new UnknownProperty("allowedAccountIds");
        return unless(
            texts(parsed(provider.props.allowedAccountIds)).length === 0 &&
                `${provider.name} deploys into whatever account the credentials are of: set allowedAccountIds`,
        );
    },
});
