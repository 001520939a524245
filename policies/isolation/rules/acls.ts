import type { AclEntry, Subnet } from "../../../analysis/graph/model";
import { stackRule } from "../../framework/rule";
import { each, networkOf } from "../network";

const world = new Set(["0.0.0.0/0", "::/0"]);
const isWide = ({ protocol, from, to }: AclEntry) =>
    /^(-1|all)$/i.test(protocol) || ((from ?? 0) <= 0 && (to ?? 65535) >= 65535);
/** The whole of Linux's range of client ports, or of what load balancers use: less is a port, not a range for replies. */
const isReplies = ({ from, to }: AclEntry) => (from ?? 0) >= 1024 && (from ?? 0) <= 32768 && (to ?? 0) >= 60999;
const shown = ({ protocol, from, to, cidr, number }: AclEntry) =>
    `entry ${number} (${protocol} ${from ?? 0}-${to ?? 65535} ${cidr})`;
const ownSubnets = (subnets: readonly Subnet[]) => subnets.filter(({ key }) => key.startsWith("urn:"));

export const aclScoped = stackRule("isolation", {
    id: "acl-scoped",
    severity: "high",
    title: "Network ACLs admit named blocks to named ports, the world to reply ports only, and IPv6 not at all",
    why: "The ACL is the second barrier between tiers: one that allows everything is none.",
    remediation:
        "Name blocks and ports; for replies allow 32768-60999 to Linux hosts and 1024-65535 to load balancers and NAT gateways.",
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html",
    rows: [42, 43, 44, 45, 48, 49, 50],
    evaluate(context) {
        return each(
            ownSubnets(networkOf(context).subnets),
            ({ key }) => key,
            ({ acl }) => [
                ...acl.ingress
                    .filter(({ allow }) => allow)
                    .flatMap((entry) => {
                        if (entry.cidr.includes(":"))
                            return [`${acl.name}: ${shown(entry)} admits IPv6: the network has none`];
                        if (isWide(entry)) return [`${acl.name}: ${shown(entry)} admits every port`];
                        return world.has(entry.cidr) && !isReplies(entry)
                            ? [`${acl.name}: ${shown(entry)} admits the world to ports that are not reply ports`]
                            : [];
                    }),
                ...acl.egress
                    .filter(({ allow }) => allow)
                    .flatMap((entry) => {
                        if (entry.cidr.includes(":"))
                            return [`${acl.name}: ${shown(entry)} lets IPv6 out: the network has none`];
                        if (isWide(entry)) return [`${acl.name}: ${shown(entry)} lets every port out`];
                        const https = entry.from === 443 && entry.to === 443;
                        return world.has(entry.cidr) && !https
                            ? [`${acl.name}: ${shown(entry)} lets more than 443 out to the world`]
                            : [];
                    }),
            ],
        );
    },
});

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
