import { judgeClaims } from "../analysis/claims";
import { buildGraph } from "../analysis/graph/build";
import type { NetworkGraph } from "../analysis/graph/model";
import { fromPlan } from "../analysis/graph/resource";
import type { Box } from "../analysis/reachability/headers";
import { travel, type Path } from "../analysis/reachability/session";
import { inside, inward, outward } from "../analysis/reachability/paths";
import type { Plan } from "../model/plan";
import { type Change, changesOf } from "./difference";
import { documented } from "../policies/isolation/types/schema";
import type { Mutant } from "./mutant";

/**
 * Shows that a mutant which nothing noticed is no fault. Three ways of showing it, each worked out and none believed:
 *
 * - what was left out is, by the SDK's own documentation, what the provider then writes;
 * - only inputs were changed that do nothing but decide which packets pass, and for every pair of interfaces, and for each and the
 *   internet, every barrier on the way lets the same headers through, the same arrive, the same make a session, and every check of
 *   every claim answers the same;
 * - only policies of roles were changed, and no role may do anything that it might not before.
 */
export class Equivalence {
    private readonly answers: string;

    constructor(private readonly plan: Plan) {
        this.answers = answersOf(buildGraph(fromPlan(plan)));
    }

    /** What shows it, for a person; undefined where nothing does. */
    of({ plan }: Mutant): string | undefined {
        const changes = changesOf(this.plan, plan);
        if (changes.every(isSameByDefault)) return "what was left out is the documented default";
        if (changes.every(isAboutPackets) && answersOf(buildGraph(fromPlan(plan))) === this.answers)
            return "every barrier lets the same packets through, and every claim answers the same";
        if (
            changes.every(({ before, after }) => (after ?? before)?.type === policyType) &&
            grantsNothing(this.plan, plan)
        )
            return "no role may do what it might not before";
        return undefined;
    }
}

/** Only inputs that are gone, each with a documented default that is the value they had. */
function isSameByDefault({ before, after, inputs }: Change): boolean {
    if (!before || !after) return false;
    return inputs.every((input) => {
        const fallback = documented(before.type, [input])?.fallback;
        return after.props[input] === undefined && fallback !== undefined && fallback === String(before.props[input]);
    });
}

/** Inputs whose whole effect is which packets pass, by type. */
const packetInputs: Readonly<Record<string, string>> = {
    "ec2/natGateway:NatGateway": "subnetId",
    "ec2/networkAclAssociation:NetworkAclAssociation": "networkAclId subnetId",
    "ec2/networkAclRule:NetworkAclRule":
        "cidrBlock egress fromPort ipv6CidrBlock networkAclId protocol ruleAction ruleNumber toPort",
    "ec2/route:Route": "destinationCidrBlock gatewayId natGatewayId routeTableId",
    "ec2/routeTableAssociation:RouteTableAssociation": "routeTableId subnetId",
    "lb/loadBalancer:LoadBalancer": "internal ipAddressType securityGroups subnets",
    "lb/targetGroup:TargetGroup": "port preserveClientIp",
    "lb/targetGroupAttachment:TargetGroupAttachment": "port targetGroupArn targetId",
    "vpc/securityGroupEgressRule:SecurityGroupEgressRule":
        "cidrIpv4 fromPort ipProtocol prefixListId referencedSecurityGroupId securityGroupId toPort",
    "vpc/securityGroupIngressRule:SecurityGroupIngressRule":
        "cidrIpv4 fromPort ipProtocol referencedSecurityGroupId securityGroupId toPort",
};

function isAboutPackets({ before, after, inputs }: Change): boolean {
    const texts = packetInputs[((after ?? before)?.type ?? "").replace("aws:", "")]?.split(" ") ?? [];
    return inputs.every((input) => texts.includes(input));
}

const families = [4, 6] as const;
const precisions = ["may", "must"] as const;

/** Every answer that the model gives, as text that compares: not verdicts, which hide a second port, but the sets of headers. */
function answersOf(graph: NetworkGraph): string {
    const pathsFrom = graph.interfaces.flatMap((networkInterface) =>
        precisions.flatMap((precision) => [
            ...families.flatMap((family) => [
                ...outward(networkInterface, undefined, family, precision),
                ...inward(graph, networkInterface, undefined, family, precision),
            ]),
            ...graph.interfaces.flatMap((to) =>
                to === networkInterface ? [] : inside(graph, networkInterface, to, precision),
            ),
        ]),
    );
    const checks = judgeClaims(graph).flatMap((claim) =>
        claim.checks.map(({ asks, answer: { verdict } }) => `${claim.id}: ${asks}: ${verdict}`),
    );
    return [...pathsFrom.map(traversal), ...checks].sort().join("\n");
}

function traversal(path: Path): string {
    const { arrives, works } = travel(path);
    const barriers = [...path.forward, ...path.back].map(({ allows }) => text(allows));
    return `${path.name}: ${text(arrives)} arrive, ${text(works)} work; ${barriers.join(" | ")}`;
}

const text = (set: readonly Box[]) =>
    set
        .map((one) => [one.family, one.source, one.destination, one.protocol, one.port].flat().join(" "))
        .sort()
        .join(", ");

const policyType = "aws:iam/rolePolicy:RolePolicy";

/** Whether each role's statements are among those that it had. */
function grantsNothing(valid: Plan, mutated: Plan): boolean {
    const before = statementsOf(valid);
    return [...statementsOf(mutated)].every((statement) => before.has(statement));
}

function statementsOf({ resources }: Plan): Set<string> {
    const policies = resources.filter(({ type }) => type === policyType);
    return new Set(
        policies.flatMap(({ props: { role, policy } }) =>
            (JSON.parse(String(policy)) as { Statement: readonly object[] }).Statement.map(
                (statement) => `${role} ${JSON.stringify(statement)}`,
            ),
        ),
    );
}
