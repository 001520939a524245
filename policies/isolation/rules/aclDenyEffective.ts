import type { AclEntry } from "../../../analysis/graph/model";
import { stackRule } from "../../framework/rule";
import { each, networkOf } from "../network";
import { isWide, shown, ownSubnets } from "./acls";

export const aclDenyEffective = stackRule("isolation", {
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
