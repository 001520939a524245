import type { GatewayEndpoint, Interface, InterfaceEndpoint, NetworkGraph } from "../graph/model";
import type { Verdict } from "./answer";
import { admits } from "./endpointPolicy";
import { groupsAllow, nobody, type Precision } from "./filters";
import { box, covers, type HeaderSet, intersect, isEmpty } from "./headers";
import { clientPorts, entering, leaving, travel } from "./session";
import { direct, limited, outward } from "./paths";

/** Services that no group and no ACL filters, and S3, whose ingress points are policies. */

export interface Finding {
    readonly verdict: Verdict;
    readonly path: readonly string[];
    readonly why: readonly string[];
}

const reachable = (path: readonly string[], ...why: string[]): Finding => ({ verdict: "reachable", path, why });
const unreachable = (...why: string[]): Finding => ({ verdict: "unreachable", path: [], why });
const unknown = (...why: string[]): Finding => ({ verdict: "unknown", path: [], why });

/** AWS: security groups do not filter the metadata service; only the instance's own option switches it off. */
export function metadata(from: Interface): Finding {
    if (from.metadata === undefined)
        return unknown(
            `whether the instances that run ${from.name} answer its tasks is not known: only ECS_AWSVPC_BLOCK_IMDS of their agents, which no plan shows, closes it`,
        );
    if (from.metadata)
        return reachable(
            [from.name, "169.254.169.254"],
            "no security group or ACL filters the metadata service; tokens and the hop limit bound who may use it",
        );
    return unreachable(
        from.kind === "instance"
            ? `${from.name} has no metadata service (httpEndpoint is disabled)`
            : `${from.name} is no instance: it has no instance metadata service`,
    );
}

/** AWS: Time Sync answers every instance. It gives the time and takes nothing. */
export function time(from: Interface): Finding {
    return reachable([from.name, "169.254.169.123"], "no security group or ACL filters the Time Sync service");
}

/**
 * Can an arbitrary, unapproved name be resolved? By the VPC's resolver, which nothing but DNS Firewall filters, or by any name server on
 * the internet, which is an ordinary destination.
 */
export function arbitraryNames(graph: NetworkGraph, from: Interface): Finding {
    return decisive([byResolver(graph, from), byOtherResolver(from)]);
}

function byResolver(graph: NetworkGraph, from: Interface): Finding {
    const { vpc } = from.subnet;
    if (!vpc.dnsSupport) return unreachable(`${vpc.name} has no resolver (enableDnsSupport is false)`);
    const firewall = graph.dnsFirewalls.get(vpc.key);
    const path = [from.name, `resolver of ${vpc.name}`];
    if (!firewall || firewall.rules.length === 0)
        return reachable(path, `${vpc.name} has no DNS Firewall: every name resolves`);
    for (const rule of firewall.rules) {
        // What an external list holds is blocked; whether any other name resolves, the rules after it say.
        if (rule.domains === undefined) continue;
        const wide = rule.domains.find((domain) => domain.startsWith("*"));
        if (wide === undefined) continue;
        if (rule.action !== "BLOCK") return reachable(path, `${rule.action} ${wide} lets names of others resolve`);
        if (!rule.domains.some((domain) => domain === "*" || domain === "*.")) continue;
        if (rule.partial)
            return reachable(path, `${rule.urn.split("::")[3]} blocks one kind of query only: remove its qType`);
        const blocked = `DNS Firewall blocks every name that is not approved (${rule.urn.split("::")[3]})`;
        return firewall.failOpen
            ? unknown(`${blocked}, but lets everything through when it fails: set firewallFailOpen to DISABLED`)
            : unreachable(blocked);
    }
    return reachable(path, "DNS Firewall has no rule that blocks every other name");
}

/** DNS over UDP and TCP 53, and over TLS on 853. What an HTTPS server answers is not told apart from other HTTPS. */
function byOtherResolver(from: Interface): Finding {
    const queries = (family: 4 | 6): HeaderSet => [
        box(family, { protocol: [17n, 17n], port: [53n, 53n] }),
        box(family, { protocol: [6n, 6n], port: [53n, 53n] }),
        box(family, { protocol: [6n, 6n], port: [853n, 853n] }),
    ];
    return overTheInternet(from, "a name server on the internet", [...queries(4), ...queries(6)]);
}

/** Services whose endpoints lead to buckets of any account: S3, directory buckets, tables, vectors, access points of all Regions. */
const holdsBuckets = /^s3|^com\.amazonaws\.s3-global\./;

const https = { protocol: [6n, 6n], port: [443n, 443n] } as const;
export const httpsAnywhere: HeaderSet = [box(4, https), box(6, https)];

/**
 * S3 of this account, or of anybody. An endpoint takes what goes to buckets of its own Region; the others, and everything where there is
 * no endpoint, are on the internet.
 */
export function storage(graph: NetworkGraph, from: Interface, whose: "own" | "external"): Finding {
    const takes = (service: string) => (whose === "own" ? service === "s3" : holdsBuckets.test(service));
    const gateways = graph.gatewayEndpoints.filter(
        ({ service, tables }) => takes(service) && tables.has(from.subnet.table),
    );
    const interfaces = graph.interfaceEndpoints.filter(({ service }) => takes(service));
    const internet = overTheInternet(from, "S3, by no endpoint and so by no endpoint policy", [
        box(4, https),
        box(6, https),
    ]);
    const byGateway = gateways.map((endpoint) => throughGateway(graph, from, endpoint, whose));
    const byInterface = interfaces.flatMap((endpoint) =>
        endpoint.interfaces.map((networkInterface) => throughInterface(graph, from, endpoint, networkInterface, whose)),
    );
    // This account's buckets are in this Region: what has an endpoint does not go by the internet.
    const around = whose === "own" && gateways.length > 0 ? [] : [internet];
    return decisive([...byGateway, ...byInterface, ...around]);
}

function throughGateway(
    graph: NetworkGraph,
    from: Interface,
    { resource, policy }: GatewayEndpoint,
    whose: "own" | "external",
): Finding {
    const name = `S3 endpoint ${resource.name}`;
    const path = toGateway(from, resource.name);
    if (path.verdict === "unreachable") return path;
    const admitted = admits(policy, graph, whose);
    if (admitted === false) return unreachable(`the policy of ${name} admits no ${bucketOf(whose)}`);
    if (admitted === undefined) return unknown(`the policy of ${name} has statements that the model does not read`);
    return path.verdict === "reachable"
        ? reachable([from.name, name, bucketOf(whose)], `the policy of ${name} admits ${bucketOf(whose)}`)
        : path;
}

/** Whether an interface gets to what a gateway endpoint leads to, its policy apart. */
function toGateway(from: Interface, name: string): Finding {
    const towards = intersect(groupsAllow(from.groups, "egress", nobody, "may"), leaving(from.subnet, "may").allows);
    if (isEmpty(intersect(towards, httpsAnywhere)))
        return unreachable(`no security group or ACL of ${from.name} lets 443 out to S3`);
    return hasPathToS3(from)
        ? reachable([from.name, name])
        : unknown(
              `whether every session of ${from.name} with S3 works hangs on addresses that AWS chooses: ` +
                  "allow the prefix list in the group, and in the ACL 443 out to 0.0.0.0/0 and the client's ports in",
          );
}

/** Whether an interface may use a gateway endpoint at all. What policies say to other services than S3 the model does not read. */
export function throughAnyGateway(graph: NetworkGraph, from: Interface, endpoint: GatewayEndpoint): Finding {
    if (!endpoint.tables.has(from.subnet.table))
        return unreachable(`${from.subnet.table.name} has no route to ${endpoint.resource.name}`);
    if (endpoint.service !== "s3") return toGateway(from, endpoint.resource.name);
    return decisive((["own", "external"] as const).map((whose) => throughGateway(graph, from, endpoint, whose)));
}

/** An interface endpoint for S3 is a host with a policy. */
function throughInterface(
    graph: NetworkGraph,
    from: Interface,
    { policy, resource }: InterfaceEndpoint,
    networkInterface: Interface,
    whose: "own" | "external",
): Finding {
    const paths = (precision: Precision) =>
        direct(from, networkInterface, 4, precision).map((path) => travel(limited(path, [box(4, https)])));
    if (paths("may").every(({ arrives }) => isEmpty(arrives)))
        return unreachable(`nothing of ${from.name} gets to ${resource.name} on 443`);
    const admitted = admits(policy, graph, whose);
    if (admitted === false) return unreachable(`the policy of ${resource.name} admits no ${bucketOf(whose)}`);
    const works = paths("must").some(({ works }) => !isEmpty(works));
    return admitted && works
        ? reachable([from.name, resource.name, bucketOf(whose)], `the policy of ${resource.name} admits it`)
        : unknown(`whether ${from.name} gets to S3 through ${resource.name} is not certain`);
}

const bucketOf = (whose: "own" | "external") =>
    whose === "own" ? "bucket of this account" : "bucket of another account";

/** Any address or a prefix list, 443 out, and every port of the client back in: S3's addresses are AWS's to choose. */
function hasPathToS3(from: Interface): boolean {
    const rules = (from.groups ?? []).flatMap(({ egress }) => egress);
    const byList = rules.some(({ peer, from: low, to: high, protocol }) => {
        const tcp = /^(tcp|6|-1|all)$/i.test(protocol);
        const any = /^(-1|all)$/i.test(protocol);
        const own = peer.kind === "prefix-list" && peer.cidrs === undefined;
        return own && tcp && (any || ((low ?? 0) <= 443 && (high ?? 65535) >= 443));
    });
    const anyAddress = [box(4, https)];
    const client = [box(4, { protocol: [6n, 6n], port: clientPorts.linux })];
    return (
        (byList || covers(groupsAllow(from.groups, "egress", nobody, "must"), anyAddress)) &&
        covers(leaving(from.subnet, "must").allows, anyAddress) &&
        covers(entering(from.subnet, "must").allows, client)
    );
}

/** Whether some of the given headers leave for the internet, and come back. */
function overTheInternet(from: Interface, what: string, asked: HeaderSet): Finding {
    const paths = (precision: Precision) =>
        ([4, 6] as const)
            .flatMap((family) => outward(from, undefined, family, precision))
            .map((path) => ({ path, traversal: travel(limited(path, asked)) }));
    const working = paths("must").find(({ traversal }) => !isEmpty(traversal.works));
    if (working) return reachable([working.path.name, what], `${working.path.name} is open`);
    return paths("may").some(({ traversal }) => !isEmpty(traversal.arrives))
        ? unknown(`some packets of ${from.name} may get to ${what}, but no whole session is certain`)
        : unreachable(`${from.name} has no way to ${what}`);
}

/** Of several paths, one that works is enough; only all together prove that nothing does. */
export function decisive<T extends Finding>(findings: readonly T[]): T | Finding {
    const order = ["reachable", "unknown", "unreachable"] as const;
    const open = order.map((verdict) => findings.find((finding) => finding.verdict === verdict)).find(Boolean);
    if (open === undefined) return unreachable("it has no interface");
    if (open.verdict !== "unreachable" || findings.length === 1) return open;
    return unreachable(...new Set(findings.flatMap(({ why }) => why)));
}
