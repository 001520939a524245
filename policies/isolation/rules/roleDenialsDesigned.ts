import type { GraphResource } from "../../../analysis/graph/resource";
import { text } from "../../../analysis/graph/values";
import { parseDocument, type Statement } from "../../../analysis/iam/document";
import { natActions, onlyFromNat } from "../../../model/hostGrants";
import type { DesignedRole } from "../../../model/roles";
import type { Context } from "../../framework/context";
import { unless } from "../../framework/outcome";
import { documentAt, isMadeOfAddresses, textAt } from "../../framework/read";
import { rolePoliciesOf } from "../../framework/rolePolicies";
import { resourceInContextRule } from "../../framework/rule";
import { accountUnknown, designedRolesOf } from "../design";
import { networkOf } from "../network";

const natType = "aws:ec2/natGateway:NatGateway";
const addressType = "aws:ec2/eip:Eip";

export const roleDenialsDesigned = resourceInContextRule("isolation", {
    id: "role-denials-designed",
    severity: "high",
    title: "Credentials of a host work only from its own VPC and address, or from the NAT gateways",
    why: "Credentials that were carried away work anywhere until they expire, past every group, route and endpoint.",
    remediation: "Keep the Deny statements of model/hostGrants.ts in the policies of the role.",
    source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-ec2-instance-source-vpc",
    rows: [130],
    designSpecific: true,
    types: ["aws:iam/role:Role"],
    check(role, context) {
        const designed = designedRolesOf(context);
        if (designed === undefined) return accountUnknown;
        const name = textAt(role, "name");
        const own = designed.find((one) => one.name === name);
        return own === undefined ? unless() : unless(...missing(role, own, context));
    },
});

function missing(role: GraphResource, designed: DesignedRole, context: Context): (string | false)[] {
    const policies = rolePoliciesOf(role, context.linker);
    const said = policies.flatMap((policy) => documentAt(policy, "policy") ?? []).map(meaning);
    const wanted = parseDocument({ Statement: designed.denials }).filter((denial) => !said.includes(meaning(denial)));
    return [
        ...wanted.map(({ sid }) => `${role.name} lacks the Deny ${sid}: its credentials work away from their host`),
        lacksNat(designed, policies, said, context) &&
            `${role.name} lacks the Deny OnlyFromNat: what it asks through NAT works from anywhere`,
    ];
}

/** Until AWS has chosen the addresses the document is not known: then it is enough that it is made of them. */
function lacksNat(
    designed: DesignedRole,
    policies: readonly GraphResource[],
    said: readonly string[],
    context: Context,
) {
    const mode = networkOf(context).networks[0]?.intent.mode;
    const actions = designed.host === undefined || mode === undefined ? [] : natActions(designed.host, mode);
    if (actions.length === 0 || policies.some((policy) => isMadeOfAddresses(policy, "policy"))) return false;
    const { linker } = context;
    const addresses = linker
        .ofType(natType)
        .flatMap((nat) => linker.link(nat, "allocationId", addressType).targets)
        .flatMap(({ props, outputs }) => text(outputs.publicIp) ?? text(props.publicIp) ?? []);
    const [denial] = parseDocument({ Statement: [onlyFromNat(actions, addresses)] });
    return !said.includes(meaning(denial));
}

/** All of a statement but its name, and in one order: that of several NAT gateways is whichever AWS made first. */
const meaning = (statement: Statement): string =>
    JSON.stringify({ ...statement, sid: "" }, (_, value: unknown) =>
        Array.isArray(value) ? [...(value as unknown[])].sort() : value,
    );
