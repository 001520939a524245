import type { AclEntry, NetworkGraph } from "../../../analysis/graph/model";
import { clientPortRange } from "../../../model/ports";
import { stackRule } from "../../framework/rule";
import { each, networkOf } from "../network";
import { isWide, shown, ownSubnets } from "./acls";

const anyAddress = new Set(["0.0.0.0/0", "::/0"]);

/** Linux's range of client ports, and that of load balancers and NAT gateways: no other range is one for replies. */
const isReplies = ({ from, to }: AclEntry) =>
    Object.values(clientPortRange).some(([low, high]) => from === low && to === high);

const isPort = ({ from, to }: AclEntry) => from !== undefined && from === to;

export const aclScoped = stackRule("isolation", {
    id: "acl-scoped",
    severity: "high",
    title: "Network ACLs admit named blocks to named ports, any address to reply ports only, and IPv6 not at all",
    why: "The ACL is the second barrier between tiers: one that allows everything is none.",
    remediation:
        "Name blocks and ports; for replies allow 32768-60999 to Linux hosts and 1024-65535 to load balancers and NAT gateways.",
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html",
    rows: [42, 43, 44, 45, 48, 49, 50],
    designSpecific: true,
    evaluate(context) {
        const graph = networkOf(context);
        const blocks = blocksOf(graph);
        return each(
            ownSubnets(graph.subnets),
            ({ key }) => key,
            ({ acl }) =>
                (["ingress", "egress"] as const).flatMap((way) =>
                    acl[way]
                        .filter(({ allow }) => allow)
                        .map((entry) => [entry, faultOf(entry, way, blocks)] as const)
                        .filter(([, fault]) => fault !== undefined)
                        .map(
                            ([entry, fault]) =>
                                `${acl.name}: ${shown(entry)} ${way === "ingress" ? "in" : "out"} ${fault}`,
                        ),
                ),
        );
    },
});

interface Blocks {
    readonly subnets: ReadonlySet<string>;
    /** Blocks that an ingress point is for, with the ports of their ingress points. */
    readonly authorized: ReadonlyMap<string, ReadonlySet<number>>;
}

function blocksOf({ networks, parts }: NetworkGraph): Blocks {
    const authorized = new Map<string, Set<number>>();
    for (const { port, from } of parts.flatMap(({ intent }) => intent.ingresses))
        for (const block of from) authorized.set(block, (authorized.get(block) ?? new Set()).add(port));
    const subnets = networks.flatMap(({ intent }) => intent.subnets.map(({ cidr }) => cidr));
    return { subnets: new Set(subnets), authorized };
}

/** Subnets of the network have ports and replies, authorized blocks their ingress points and replies, any address replies in and 443 out. */
function faultOf(entry: AclEntry, way: "ingress" | "egress", { subnets, authorized }: Blocks): string | undefined {
    const { cidr, from } = entry;
    if (cidr.includes(":")) return "is for IPv6: the network has none";
    if (isWide(entry)) return "is for every port";
    if (!isPort(entry) && !isReplies(entry)) return "is neither one port nor a range of reply ports";
    const ingresses = authorized.get(cidr);
    if (subnets.has(cidr)) return undefined;
    if (ingresses && (way === "ingress" ? ingresses.has(from ?? 0) || isReplies(entry) : isReplies(entry)))
        return undefined;
    if (anyAddress.has(cidr)) {
        const needed = way === "ingress" ? isReplies(entry) : isPort(entry) && from === 443;
        return needed ? undefined : "is for any address, which has replies in and 443 out only";
    }
    return ingresses
        ? "opens more to an authorized block than its ingress points"
        : "names a block that is no subnet and not authorized";
}
