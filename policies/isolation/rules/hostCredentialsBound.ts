import { UnreadableDocument, type Statement } from "../../../analysis/iam/document";
import type { GraphResource } from "../../../analysis/graph/resource";
import { unless } from "../../framework/outcome";
import { documentAt, isMadeOfAddresses } from "../../framework/read";
import { rolePoliciesOf } from "../../framework/rolePolicies";
import { resourceInContextRule } from "../../framework/rule";

/** Keys of the network that a request comes from (IAM: global condition context keys, "Properties of the network"). */
const networkKeys = ["aws:sourcevpc", "aws:sourcevpce", "aws:vpcsourceip", "aws:sourceip"];

export const hostCredentialsBound = resourceInContextRule("isolation", {
    id: "host-credentials-bound",
    severity: "medium",
    title: "What a host is allowed is denied from any other network",
    why: "Credentials that were carried away from a host work from any address until they expire, unless a Deny asks where the request comes from.",
    remediation:
        "Set network.mode to nat-endpoints or nat, which bind each host's role to its VPC or to the NAT gateways; in a default VPC nothing stable can be named.",
    source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-ec2-instance-source-vpc",
    rows: [130],
    designSpecific: true,
    types: ["aws:iam/role:Role"],
    check(role, context) {
        if (!isOfHosts(role)) return unless();
        return unless(
            !rolePoliciesOf(role, context.linker).some(isBinding) &&
                `credentials of ${role.name} work from any address: no policy of it denies requests from other networks`,
        );
    },
});

const isOfHosts = (role: GraphResource): boolean =>
    (documentAt(role, "assumeRolePolicy") ?? []).some(({ principals }) =>
        principals.some(({ kind, value }) => kind === "Service" && value === "ec2.amazonaws.com"),
    );

/** A document that AWS's choice of addresses is in is not known before they exist, and only denies (docs/decisions.md). */
function isBinding(policy: GraphResource): boolean {
    if (isMadeOfAddresses(policy, "policy")) return true;
    try {
        return (documentAt(policy, "policy") ?? []).some(deniesOtherNetworks);
    } catch (error) {
        if (error instanceof UnreadableDocument) return false;
        throw error;
    }
}

const deniesOtherNetworks = ({ allow, actions, notActions, resources, conditions }: Statement): boolean =>
    !allow &&
    (actions.includes("*") || notActions.length > 0) &&
    resources.includes("*") &&
    conditions.some(({ operator, key }) => /^(StringNot|NotIp)/.test(operator) && networkKeys.includes(key));
