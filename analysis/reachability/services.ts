import type { Interface, NetworkGraph } from "../graph/model";
import { groupsAllow, nobody, type Precision } from "./filters";
import { box, type HeaderSet, intersect, isEmpty } from "./headers";
import { leaving } from "./session";
import { outward } from "./ways";
import { travel } from "./session";
import type { Verdict } from "./answer";

/** Services that no group and no ACL filters, and S3, whose doors are policies. */

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
    return from.metadataOff
        ? unreachable(`${from.name} has no metadata service (httpEndpoint is disabled)`)
        : reachable(
              [from.name, "169.254.169.254"],
              "no security group or ACL filters the metadata service; tokens and the hop limit bound who may use it",
          );
}

/** AWS: Time Sync answers every instance. It gives the time and takes nothing. */
export function time(from: Interface): Finding {
    return reachable([from.name, "169.254.169.123"], "no security group or ACL filters the Time Sync service");
}

/**
 * Can an arbitrary, unapproved name be resolved? The VPC's resolver is filtered by nothing but DNS Firewall. A name server outside the
 * VPC is an ordinary destination: ask about udp/53 to the internet.
 */
export function arbitraryNames(graph: NetworkGraph, from: Interface): Finding {
    const { vpc } = from.subnet;
    if (!vpc.dnsSupport) return unreachable(`${vpc.name} has no resolver (enableDnsSupport is false)`);
    const firewall = graph.dnsFirewalls.get(vpc.key);
    const path = [from.name, `resolver of ${vpc.name}`];
    if (!firewall || firewall.rules.length === 0)
        return reachable(path, `${vpc.name} has no DNS Firewall: every name resolves`);
    for (const rule of firewall.rules) {
        const everything = rule.domains.includes("*");
        if (rule.action === "BLOCK" && everything) {
            const blocked = `DNS Firewall blocks every name that is not approved (${rule.urn.split("::")[3]})`;
            return firewall.failOpen
                ? unknown(`${blocked}, but lets everything through when it fails: set firewallFailOpen to DISABLED`)
                : unreachable(blocked);
        }
        const wide = rule.domains.find((domain) => domain.startsWith("*"));
        if (rule.action !== "BLOCK" && wide !== undefined)
            return reachable(path, `${rule.action} ${wide} lets names of others resolve`);
    }
    return reachable(path, "DNS Firewall has no rule that blocks every other name");
}

interface Statement {
    readonly Effect?: unknown;
    readonly Action?: unknown;
    readonly NotAction?: unknown;
    readonly Resource?: unknown;
    readonly NotResource?: unknown;
    readonly Condition?: unknown;
}

/** Whether an endpoint's policy lets somebody write to a bucket of another account: yes, no, or not to be told. */
function letsForeign(policy: unknown, graph: NetworkGraph): boolean | undefined {
    if (policy === undefined) return true;
    const own = new Set(
        graph.resources
            .filter(({ type }) => type === "aws:s3/bucket:Bucket")
            .map(({ props }) => `arn:aws:s3:::${props.bucket}`),
    );
    const statements = [(policy as { Statement?: unknown }).Statement].flat() as Statement[];
    let verdict: boolean | undefined = false;
    for (const statement of statements.filter((one) => one?.Effect === "Allow")) {
        const resources = [statement.Resource].flat().map(String);
        const onlyOwn =
            statement.Resource !== undefined && resources.every((resource) => own.has(resource.split("/")[0]));
        const account = conditionValue(statement.Condition, "aws:ResourceAccount");
        if (onlyOwn || (account !== undefined && account.every((value) => value === graph.account))) continue;
        if (statement.Condition === undefined) return true;
        verdict = undefined;
    }
    return verdict;
}

/** Values of one key under StringEquals: the only operator that this model trusts to limit. */
function conditionValue(condition: unknown, key: string): string[] | undefined {
    const equals = (condition as Record<string, Record<string, unknown>> | undefined)?.StringEquals;
    const found = Object.entries(equals ?? {}).find(([name]) => name.toLowerCase() === key.toLowerCase());
    return found && [found[1]].flat().map(String);
}

const https = { protocol: [6n, 6n], port: [443n, 443n] } as const;

/** S3 of this account, or of anybody: by the gateway endpoint where the subnet's table has one, else over the internet. */
export function storage(graph: NetworkGraph, from: Interface, whose: "own" | "foreign"): Finding {
    const endpoint = graph.gatewayEndpoints.find(
        ({ service, tables }) => service === "s3" && tables.has(from.subnet.table),
    );
    if (!endpoint) return storageOverInternet(from);
    const name = `S3 endpoint ${endpoint.resource.name}`;
    if (isEmpty(towardsS3(from, "possible")))
        return unreachable(`no security group or ACL of ${from.name} lets 443 out to S3`);
    const foreign = letsForeign(endpoint.policy, graph);
    if (whose === "foreign") {
        if (foreign === false) return unreachable(`the policy of ${name} admits buckets of this account only`);
        if (foreign === undefined)
            return unknown(
                `the policy of ${name} has conditions that the model does not know: limit it with StringEquals aws:ResourceAccount`,
            );
    }
    if (!hasWayToS3(from))
        return unknown(
            `whether ${from.name} may open 443 to S3 depends on addresses that AWS chooses: allow the prefix list`,
        );
    const policy = endpoint.policy === undefined ? "no policy, so full access" : "its policy";
    return reachable(
        [from.name, name, whose === "own" ? "a bucket of this account" : "a bucket of any account"],
        `${name} has ${policy}`,
    );
}

function towardsS3(from: Interface, precision: Precision): HeaderSet {
    const out = groupsAllow(from.groups, "egress", nobody, precision);
    return intersect(intersect(out, leaving(from.subnet, precision).allows), [box(4, https)]);
}

/** A prefix list in a group, or the whole world, holds S3's addresses for certain; and so must the ACL. */
function hasWayToS3(from: Interface): boolean {
    const rules = (from.groups ?? []).flatMap(({ egress }) => egress);
    const byList = rules.some(({ peer, from: low, to: high, protocol }) => {
        const tcp = /^(tcp|6|-1|all)$/i.test(protocol);
        return peer.kind === "prefix-list" && tcp && (low ?? 0) <= 443 && (high ?? 65535) >= 443;
    });
    const everywhere = (set: HeaderSet) =>
        intersect(set, [box(4, https)]).some(
            ({ destination }) => destination[0] === 0n && destination[1] === 2n ** 32n - 1n,
        );
    return (
        (byList || everywhere(groupsAllow(from.groups, "egress", nobody, "certain"))) &&
        everywhere(leaving(from.subnet, "certain").allows)
    );
}

function storageOverInternet(from: Interface): Finding {
    const ways = (precision: Precision) =>
        outward(from, undefined, 4, precision).map((way) => ({
            way,
            passage: travel({ ...way, asked: intersect(way.asked, [box(4, https)]) }),
        }));
    const working = ways("certain").find(({ passage }) => passage.works.length > 0);
    if (working) return reachable([working.way.name, "S3"], "no endpoint is on the way, so no endpoint policy either");
    return ways("possible").some(({ passage }) => passage.arrives.length > 0)
        ? unknown(`some packets of ${from.name} may get to the internet, but no whole session is certain`)
        : unreachable(`${from.name} has no S3 endpoint in its route table and no way to the internet`);
}
