import type { PlanResource } from "../../model/plan";
import type { Mutant, Operator } from "../mutant";
import { ofType, short, withInputs, withResource } from "../mutant";

/** What is added is otherwise as it should be: one fault a mutant. */
const description = "added by hand";
const ingressType = "vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const egressType = "vpc/securityGroupEgressRule:SecurityGroupEgressRule";
const classicType = "ec2/securityGroupRule:SecurityGroupRule";

/** Rows 25 to 37, 41: rules added to each group in each of the three forms, and every way of writing any address. */
export const securityGroups: Operator = (plan) =>
    ofType(plan, "ec2/securityGroup:SecurityGroup").flatMap((group) => [...added(plan, group), ...inline(plan, group)]);

const forms: readonly (readonly [name: string, cidrs: readonly string[]])[] = [
    ["any address", ["0.0.0.0/0"]],
    ["any address in halves", ["0.0.0.0/1", "128.0.0.0/1"]],
    ["any address in quarters", ["0.0.0.0/2", "64.0.0.0/2", "128.0.0.0/2", "192.0.0.0/2"]],
    ["one outsider", ["198.51.100.7/32"]],
];
const ranges: readonly (readonly [
    name: string,
    ports: object,
    rowsIn: readonly number[],
    rowsOut: readonly number[],
])[] = [
    ["every protocol", { ipProtocol: "-1" }, [25], [31]],
    ["every TCP port", { ipProtocol: "tcp", fromPort: 0, toPort: 65535 }, [25], [32]],
    ["SSH", { ipProtocol: "tcp", fromPort: 22, toPort: 22 }, [26], [33]],
    ["RDP", { ipProtocol: "tcp", fromPort: 3389, toPort: 3389 }, [27], [33]],
    ["every UDP port", { ipProtocol: "udp", fromPort: 0, toPort: 65535 }, [30], [32]],
];

function added(plan: Parameters<Operator>[0], group: PlanResource): Mutant[] {
    const rule = (type: string, cidrs: readonly string[], ports: object) =>
        cidrs.reduce(
            (so, cidrIpv4, i) =>
                withResource(
                    so,
                    type,
                    `added-${i}`,
                    { description, securityGroupId: group.id, cidrIpv4, ...ports },
                    `sgr-added-${i}`,
                ),
            plan,
        );
    const split = (name: string) => (name.includes("in ") ? [34] : []);
    const wide = forms.flatMap(([form, cidrs]) =>
        ranges.flatMap(([range, ports, rowsIn, rowsOut]) => [
            {
                id: `${short(group)} admits ${form} on ${range}`,
                rows: [...rowsIn, ...split(form)],
                plan: rule(ingressType, cidrs, ports),
            },
            {
                id: `${short(group)} may open ${range} to ${form}`,
                rows: [...rowsOut, 33, ...split(form)],
                plan: rule(egressType, cidrs, ports),
            },
        ]),
    );
    const v6 = [
        {
            id: `${short(group)} admits IPv6 on SSH`,
            rows: [28],
            plan: withResource(plan, ingressType, "added", {
                description,
                securityGroupId: group.id,
                cidrIpv6: "::/0",
                ipProtocol: "tcp",
                fromPort: 22,
                toPort: 22,
            }),
        },
        {
            id: `${short(group)} may open everything to IPv6`,
            rows: [31],
            plan: withResource(plan, egressType, "added", {
                description,
                securityGroupId: group.id,
                cidrIpv6: "::/0",
                ipProtocol: "-1",
            }),
        },
    ];
    const classic = (["ingress", "egress"] as const).map((type) => ({
        id: `${short(group)} has a classic ${type} rule for any address, itself first`,
        rows: type === "ingress" ? [25] : [31],
        plan: withResource(plan, classicType, "added", {
            type,
            description,
            securityGroupId: group.id,
            self: true,
            cidrBlocks: ["0.0.0.0/0"],
            protocol: "-1",
            fromPort: 0,
            toPort: 0,
        }),
    }));
    const list = {
        id: `${short(group)} may open 443 to a prefix list of its own`,
        rows: [33],
        plan: withResource(
            withResource(
                plan,
                "ec2/managedPrefixList:ManagedPrefixList",
                "form",
                { name: "w", addressFamily: "IPv4", maxEntries: 1, entries: [{ cidr: "0.0.0.0/0" }] },
                "pl-added",
            ),
            egressType,
            "added",
            {
                description,
                securityGroupId: group.id,
                prefixListId: "pl-added",
                ipProtocol: "tcp",
                fromPort: 443,
                toPort: 443,
            },
        ),
    };
    return [...wide, ...v6, ...classic, list].map((mutant) => ({ ...mutant, family: "security-group" as const }));
}

function inline(plan: Parameters<Operator>[0], group: PlanResource): Mutant[] {
    const open = [{ description, protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }];
    return [
        {
            id: `${short(group)} admits any address inline`,
            rows: [25],
            plan: withInputs(plan, group, { ingress: open }),
        },
        {
            id: `${short(group)} may open everything inline`,
            rows: [31],
            plan: withInputs(plan, group, { egress: open }),
        },
    ].map((mutant) => ({ ...mutant, family: "security-group" as const }));
}

/** Row 37, 41: what is attached to interfaces. */
export const attachedGroups: Operator = (plan) =>
    ofType(plan, "ec2/instance:Instance", "lb/loadBalancer:LoadBalancer", "ec2/vpcEndpoint:VpcEndpoint")
        .filter(({ props }) => props.vpcEndpointType !== "Gateway")
        .flatMap((holder) => {
            const property =
                ["vpcSecurityGroupIds", "securityGroups", "securityGroupIds"].find(
                    (key) => holder.props[key] !== undefined,
                ) ?? "";
            const others = ofType(plan, "ec2/securityGroup:SecurityGroup").filter(
                ({ id }) => !(holder.props[property] as string[]).includes(id),
            );
            return [
                {
                    id: `${short(holder)} names no group`,
                    rows: [37],
                    plan: withInputs(plan, holder, { [property]: undefined }),
                },
                ...others.map((other) => ({
                    id: `${short(holder)} has ${short(other)} too`,
                    rows: [41],
                    plan: withInputs(plan, holder, { [property]: [...(holder.props[property] as string[]), other.id] }),
                })),
            ].map((mutant) => ({ ...mutant, family: "security-group" as const }));
        });
