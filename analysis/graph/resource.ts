import type { Plan } from "../../model/plan";
import { secretMarker } from "../../model/wire";

/**
 * One resource as the graph sees it, wherever it came from: a stack policy, preflight's plan, or an exported stack. Values that
 * are not known are absent from `props`; their names are in `unknown`.
 */
export interface GraphResource {
    readonly urn: string;
    readonly type: string;
    readonly name: string;
    /** Empty where the source has none: components, and every resource that a stack policy sees. */
    readonly id: string;
    readonly parent: string;
    readonly custom: boolean;
    /** Only read (`Vpc.get`): it shows what AWS answered about it, and what other stacks made around it does not show. */
    readonly external?: boolean;
    /** A component of a preview: the engine prints it before it registers anything, so neither role nor intent is known. */
    readonly unregistered?: true;
    /** Whether Pulumi refuses to delete it; undefined where the source does not say. */
    readonly protect?: boolean;
    /** Inputs whose changes are not carried out; left out where the source does not say. */
    readonly ignoreChanges?: readonly string[];
    readonly props: Readonly<Record<string, unknown>>;
    readonly outputs: Readonly<Record<string, unknown>>;
    /** What the program says, where `props` mixes it with what AWS answered. */
    readonly written?: Readonly<Record<string, unknown>>;
    readonly unknown: ReadonlySet<string>;
    readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
}

/** A file that is neither a plan nor an exported stack. */
export class UnreadableState extends Error {}

/** What a secret is may be in no message: here it is a value that is not known. */
export function fromPlan(plan: Plan): GraphResource[] {
    return plan.resources.map((resource) => {
        const unknown = new Set<string>();
        const props = withoutSecrets(resource.props, "", unknown) as Properties;
        return { ...resource, props, unknown };
    });
}

function withoutSecrets(value: unknown, path: string, secrets: Set<string>): unknown {
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).flatMap(([key, value]): [string, unknown][] => {
        const place = path === "" ? key : `${path}.${key}`;
        if (value !== secretMarker) return [[key, withoutSecrets(value, place, secrets)]];
        secrets.add(place);
        return [];
    });
    return Array.isArray(value) ? entries.map(([, value]) => value) : Object.fromEntries(entries);
}

/** A resource of either file. A plan has `props`, an export `inputs`; what a file leaves out is empty. */
interface StoredResource {
    readonly urn: string;
    readonly type: string;
    readonly id?: string;
    readonly parent?: string;
    readonly custom?: boolean;
    readonly delete?: boolean;
    readonly external?: boolean;
    readonly unregistered?: true;
    readonly props?: Properties | null;
    readonly inputs?: Properties | null;
    readonly outputs?: Properties | null;
    readonly propertyDependencies?: Readonly<Record<string, readonly string[] | null>> | null;
}

type Properties = Readonly<Record<string, unknown>>;

/** What AWS chose where the program left the choice to it: only an export says it. */
const chosenByAws: Readonly<Record<string, readonly string[]>> = {
    "aws:ec2/instance:Instance": [
        "associatePublicIpAddress",
        "availabilityZone",
        "ipv6Addresses",
        "privateIp",
        "subnetId",
    ],
    "aws:ec2/natGateway:NatGateway": ["privateIp"],
    "aws:ec2/networkInterface:NetworkInterface": ["privateIps", "ipv6Addresses"],
    "aws:ec2/subnet:Subnet": ["cidrBlock", "ipv6CidrBlock", "availabilityZone", "assignIpv6AddressOnCreation"],
    "aws:ec2/defaultSubnet:DefaultSubnet": ["cidrBlock", "ipv6CidrBlock", "mapPublicIpOnLaunch", "vpcId"],
    "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation": ["cidrBlock"],
    "aws:ec2/vpcIpv6CidrBlockAssociation:VpcIpv6CidrBlockAssociation": ["ipv6CidrBlock"],
};

function fromExport(resource: StoredResource, ids: ReadonlySet<unknown>): GraphResource {
    const { type } = resource;
    const outputs = resource.outputs ?? {};
    // A resource that was only read has no inputs: what AWS answered says what it is.
    const inputs = (resource.external ? undefined : resource.inputs) ?? outputs;
    const chosen = (chosenByAws[type] ?? []).filter(
        // Without a subnet an instance starts in one of the default VPC's, which the stack may not have.
        (name) => outputs[name] !== undefined && (name !== "subnetId" || ids.has(outputs[name])),
    );
    const given = { ...Object.fromEntries(chosen.map((name) => [name, outputs[name]])), ...inputs };
    // An instance that has a public address has one, whatever was asked for.
    const isPublic = type === "aws:ec2/instance:Instance" && Boolean(outputs.publicIp);
    return stored(resource, isPublic ? { ...given, associatePublicIpAddress: true } : given);
}

function stored(resource: StoredResource, properties: Properties): GraphResource {
    const { urn, type } = resource;
    const outputs = resource.outputs ?? {};
    const props = readable(properties);
    const id = resource.id ?? (typeof outputs.id === "string" ? outputs.id : "");
    return {
        urn,
        type,
        name: urn.split("::").slice(3).join("::"),
        id,
        parent: resource.parent ?? "",
        custom: resource.custom ?? id !== "",
        ...(resource.external && { external: true }),
        ...(resource.unregistered && { unregistered: true }),
        props: props.known,
        outputs: readable(outputs).known,
        unknown: props.unknown,
        propertyDependencies: Object.fromEntries(
            Object.entries(resource.propertyDependencies ?? {}).map(([property, urns]) => [property, urns ?? []]),
        ),
    };
}

/** Each form, told apart by its shape. @throws UnreadableState saying what was expected */
export function fromState(state: unknown): GraphResource[] {
    const { resources, deployment, steps } = (state ?? {}) as {
        resources?: unknown;
        deployment?: { resources?: unknown };
        steps?: unknown;
    };
    const all = deployment?.resources ?? resources ?? (Array.isArray(steps) ? afterSteps(state as Preview) : undefined);
    if (!Array.isArray(all) || !all.every(isResource)) {
        throw new UnreadableState(
            "this is none of what `pulumi stack export` prints ({deployment: {resources: […]}}), what `pulumi preview --json` prints ({steps: […]}), and preflight's plan.json ({stack, resources: […]})",
        );
    }
    // What waits for its deletion is no longer part of the stack.
    const kept = all.filter((resource) => resource.delete !== true);
    const ids = new Set(kept.map(({ id, outputs }) => id ?? outputs?.id));
    return kept.map((resource) => (resource.props ? stored(resource, resource.props) : fromExport(resource, ids)));
}

type PrintedState = Partial<StoredResource>;

/** What `pulumi preview --json` prints: each step with the resource as it will be. */
interface Preview {
    readonly steps: readonly { readonly op?: string; readonly newState?: PrintedState | null }[];
    readonly changeSummary?: Readonly<Record<string, number>>;
}

/** The stack as a preview would leave it. @throws UnreadableState when the preview was told to leave things out */
function afterSteps({ steps, changeSummary = {} }: Preview): unknown[] {
    const sames = steps.filter(({ op }) => op === "same").length;
    const left = (changeSummary.same ?? 0) - sames;
    if (left > 0)
        throw new UnreadableState(
            `the preview leaves out ${left} resources that do not change: run pulumi preview --json --show-sames`,
        );
    const kept = steps
        .filter(({ op = "" }) => !/^(delete|discard|remove)/.test(op))
        .flatMap(({ newState }) => newState ?? []);
    return [...new Map(kept.map((state) => [state.urn, asPrinted(state)])).values()];
}

const asPrinted = (state: PrintedState): PrintedState =>
    state.custom === false && Object.keys(state.outputs ?? {}).length === 0 ? { ...state, unregistered: true } : state;

function isResource(value: unknown): value is StoredResource {
    const { urn, type, ...rest } = (value ?? {}) as Partial<StoredResource>;
    const maps = [rest.props, rest.inputs, rest.outputs, rest.propertyDependencies];
    return (
        typeof urn === "string" &&
        typeof type === "string" &&
        urn.split("::").length >= 4 &&
        maps.every((map) => typeof (map ?? {}) === "object" && !Array.isArray(map))
    );
}

/** Marks of Pulumi in stored values: of wrapped values, of secrets among them, and of values not known when it was stored. */
const wrapped = "4dabf18193072939515e22adb298388d";
const secret = "1b47061264138c4ac30d75fd1eb44270";
const notKnownYet = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const secretInPreview = "[secret]";

/** Ciphertext says nothing, so a property that holds some, however deep, is not known. */
function readable(properties: Properties): { readonly known: Properties; readonly unknown: ReadonlySet<string> } {
    const entries = Object.entries(properties).map(([name, value]) => [name, decrypted(value)] as const);
    return {
        known: Object.fromEntries(entries.filter(([, value]) => !holdsUnknown(value))),
        unknown: new Set(entries.filter(([, value]) => holdsUnknown(value)).map(([name]) => name)),
    };
}

/** Secrets as `pulumi stack export --show-secrets` prints them, read. */
function decrypted(value: unknown): unknown {
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map(decrypted);
    const { plaintext } = value as { plaintext?: unknown };
    if (isSecret(value) && typeof plaintext === "string") return JSON.parse(plaintext);
    return Object.fromEntries(Object.entries(value).map(([name, value]) => [name, decrypted(value)]));
}

const isSecret = (value: object) => (value as Properties)[wrapped] === secret;

function holdsUnknown(value: unknown): boolean {
    if (typeof value !== "object" || value === null) return value === notKnownYet || value === secretInPreview;
    return isSecret(value) || Object.values(value).some(holdsUnknown);
}
