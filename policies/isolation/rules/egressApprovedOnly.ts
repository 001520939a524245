import { stackRule } from "../../framework/rule";
import { violationAt, compliantAt, intentsOf, networkOf } from "../network";
import { groupsOf, portsOf } from "./ingressAuthorized";
import { isHttps, edgeGroups } from "./egressApproved";

/**
 * Egress names groups of the stack and S3's prefix list. One group may say more: the edge's, tcp/443 to any address, which is bounded by
 * user id on the host, by fixed upstreams and by DNS. It is a rule of its own (edge-egress), not an exemption.
 */
export const egressApprovedOnly = stackRule("isolation", {
    id: "egress-approved-only",
    severity: "critical",
    title: "Workloads may open connections to groups of the stack and S3's prefix list only",
    why: "A group cannot hold a name. Whatever address it holds beyond the stack may be anybody's.",
    remediation: "Name the group of the gateway or of the endpoints, or S3's prefix list on tcp 443.",
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
    rows: [31, 32, 33, 34, 35, 41],
    designSpecific: true,
    evaluate(context) {
        const edge = new Set(edgeGroups(context));
        const known = new Set(groupsOf(context).map(({ key }) => key));
        // Nobody but AWS knows what is in a list of AWS's: S3's is the one that was looked up. Where none was, a second one is an outsider's.
        const ofS3 = intentsOf(networkOf(context)).flatMap(({ s3PrefixListId }) => s3PrefixListId ?? []);
        const lists = new Set(
            groupsOf(context).flatMap(({ egress }) =>
                egress.flatMap(({ peer }) => (peer.kind === "prefix-list" ? [peer.id] : [])),
            ),
        );
        const isOfS3 = (id: string) => (ofS3.length === 0 ? lists.size === 1 : ofS3.includes(id));
        return groupsOf(context)
            .filter(({ key }) => !edge.has(key))
            .flatMap(({ name, egress }) =>
                egress.map((rule) => {
                    const { peer, urn } = rule;
                    if (peer.kind === "group" && known.has(peer.key)) return compliantAt(urn);
                    if (peer.kind === "prefix-list" && peer.cidrs === undefined && isOfS3(peer.id) && isHttps(rule))
                        return compliantAt(urn);
                    const to =
                        peer.kind === "cidr"
                            ? peer.cidr
                            : peer.kind === "group"
                              ? `group ${peer.key}`
                              : `prefix list ${peer.id}`;
                    return violationAt(
                        urn,
                        `${name} may open ${portsOf(rule)} to ${to}, which is not on the approved list`,
                    );
                }),
            );
    },
});
