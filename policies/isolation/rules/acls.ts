import type { AclEntry, NetworkGraph, Subnet } from "../../../analysis/graph/model";
import { unless } from "../../framework/outcome";
import { stackRule, resourceInContextRule } from "../../framework/rule";
import { each, networkOf } from "../network";

const anyAddress = new Set(["0.0.0.0/0", "::/0"]);
const isWide = ({ protocol, from, to }: AclEntry) =>
    /^(-1|all)$/i.test(protocol) || ((from ?? 0) <= 0 && (to ?? 65535) >= 65535);
/** Linux's range of client ports, and that of load balancers and NAT gateways: no other range is one for replies. */
const isReplies = ({ from, to }: AclEntry) => (from === 32768 && to === 60999) || (from === 1024 && to === 65535);
const isPort = ({ from, to }: AclEntry) => from !== undefined && from === to;
const shown = ({ protocol, from, to, cidr, number }: AclEntry) =>
    `entry ${number} (${protocol} ${from ?? 0}-${to ?? 65535} ${cidr})`;
const ownSubnets = (subnets: readonly Subnet[]) => subnets.filter(({ key }) => key.startsWith("urn:"));

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

export const aclAttached = stackRule("isolation", {
    id: "acl-attached",
    severity: "high",
    title: "Every subnet has a network ACL of the stack",
    why: "A subnet without one has the VPC's default ACL, which allows everything unless it was adopted and emptied.",
    remediation: "Associate the tier's ACL with ec2.NetworkAclAssociation.",
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/default-network-acl.html",
    rows: [47],
    evaluate(context) {
        return each(
            ownSubnets(networkOf(context).subnets),
            ({ key }) => key,
            ({ name, acl }) => {
                const allowing = [...acl.ingress, ...acl.egress].some(({ allow }) => allow);
                if (acl.name.startsWith("default ACL")) return [`${name} has the default ACL, which allows everything`];
                return allowing ? [] : [`${name} has an ACL that lets nothing through: no host in it can work`];
            },
        );
    },
});

export const aclShadowed = stackRule("isolation", {
    id: "acl-deny-effective",
    severity: "medium",
    title: "No denial of a network ACL comes after an entry that already allows what it denies",
    why: "Entries are tried by number; a denial behind a wider allowance does nothing.",
    remediation: "Give the denial a smaller number.",
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html",
    rows: [46],
    evaluate(context) {
        const swallows = (allow: AclEntry, deny: AclEntry) =>
            allow.allow &&
            allow.number < deny.number &&
            allow.cidr === deny.cidr &&
            (isWide(allow) ||
                (allow.protocol === deny.protocol &&
                    (allow.from ?? 0) <= (deny.from ?? 0) &&
                    (allow.to ?? 65535) >= (deny.to ?? 65535)));
        return each(
            ownSubnets(networkOf(context).subnets),
            ({ key }) => key,
            ({ acl }) =>
                [acl.ingress, acl.egress].flatMap((entries) =>
                    entries
                        .filter((deny) => !deny.allow && entries.some((allow) => swallows(allow, deny)))
                        .map((deny) => `${acl.name}: ${shown(deny)} denies what an earlier entry allows`),
                ),
        );
    },
});

const defaultAclType = "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl";

export const defaultAclClosed = resourceInContextRule("isolation", {
    id: "default-acl-closed",
    severity: "medium",
    title: "The default network ACL of every VPC is adopted and lets nothing through",
    why: "A subnet that somebody adds, or whose association is lost, has it; AWS's own allows everything.",
    remediation: "Adopt it with ec2.DefaultNetworkAcl without entries.",
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/default-network-acl.html",
    rows: [47, 49],
    types: ["aws:ec2/vpc:Vpc"],
    check(vpc, { linker }) {
        const adopted = linker
            .ofType(defaultAclType)
            .filter(
                (acl) =>
                    acl.props.defaultNetworkAclId === vpc.outputs.defaultNetworkAclId ||
                    linker.dependsOn(acl, "defaultNetworkAclId", vpc),
            );
        return unless(
            adopted.length === 0 && `the default ACL of ${vpc.name} is AWS's own, which allows everything`,
            adopted.some(({ props }) => props.ingress !== undefined || props.egress !== undefined) &&
                `the default ACL of ${vpc.name} has entries`,
        );
    },
});
