import type { Mutant, Operator } from "../mutant";
import { ofType, short, withInputs, without, withResource } from "../mutant";

const routeType = "ec2/route:Route";

/** Rows 42 to 50: entries of network ACLs added, widened, renumbered and removed; associations removed. */
export const acls: Operator = (plan) => {
    const entry = (acl: string, egress: boolean, props: object) =>
        withResource(plan, "ec2/networkAclRule:NetworkAclRule", "added", {
            networkAclId: acl,
            egress,
            ruleNumber: 90,
            ruleAction: "allow",
            protocol: "tcp",
            ...props,
        });
    const entries = ofType(plan, "ec2/networkAclRule:NetworkAclRule").filter(
        ({ props }) => props.ruleAction === "allow",
    );
    const added = ofType(plan, "ec2/networkAcl:NetworkAcl").flatMap((acl) => [
        {
            id: `${short(acl)} admits SSH from any address`,
            rows: [42],
            plan: entry(acl.id, false, { cidrBlock: "0.0.0.0/0", fromPort: 22, toPort: 22 }),
        },
        {
            id: `${short(acl)} admits RDP from any address`,
            rows: [43],
            plan: entry(acl.id, false, { cidrBlock: "0.0.0.0/0", fromPort: 3389, toPort: 3389 }),
        },
        {
            id: `${short(acl)} admits FTP from any address`,
            rows: [44],
            plan: entry(acl.id, false, { cidrBlock: "0.0.0.0/0", fromPort: 20, toPort: 21 }),
        },
        {
            id: `${short(acl)} admits everything`,
            rows: [45],
            plan: entry(acl.id, false, { cidrBlock: "0.0.0.0/0", protocol: "-1", fromPort: 0, toPort: 0 }),
        },
        {
            id: `${short(acl)} admits every TCP port`,
            rows: [45],
            plan: entry(acl.id, false, { cidrBlock: "0.0.0.0/0", fromPort: 0, toPort: 65535 }),
        },
        {
            id: `${short(acl)} lets everything out`,
            rows: [49],
            plan: entry(acl.id, true, { cidrBlock: "0.0.0.0/0", protocol: "-1", fromPort: 0, toPort: 0 }),
        },
        {
            id: `${short(acl)} lets SMTP out`,
            rows: [49],
            plan: entry(acl.id, true, { cidrBlock: "0.0.0.0/0", fromPort: 25, toPort: 25 }),
        },
        {
            id: `${short(acl)} admits IPv6`,
            rows: [50],
            plan: entry(acl.id, false, { ipv6CidrBlock: "::/0", protocol: "-1", fromPort: 0, toPort: 0 }),
        },
        {
            id: `${short(acl)} lets IPv6 out`,
            rows: [50],
            plan: entry(acl.id, true, { ipv6CidrBlock: "::/0", protocol: "-1", fromPort: 0, toPort: 0 }),
        },
    ]);
    const shadowed = ofType(plan, "ec2/networkAcl:NetworkAcl").flatMap((acl) => {
        const allowance = entries.find(({ props }) => props.networkAclId === acl.id);
        const denial = { ...allowance?.props, ruleNumber: 30_000, ruleAction: "deny" };
        return [
            {
                id: `${short(acl)} denies what ${short(allowance ?? acl)} allows before`,
                rows: [46],
                plan: withResource(plan, "ec2/networkAclRule:NetworkAclRule", "added", denial),
            },
        ];
    });
    const removed = ofType(plan, "ec2/networkAclAssociation:NetworkAclAssociation").map((resource) => ({
        id: `${short(resource)} removed`,
        rows: [47],
        plan: without(plan, resource),
    }));
    const lost = entries.flatMap((resource) => [
        { id: `${short(resource)} removed`, rows: [48], plan: without(plan, resource) },
        { id: `${short(resource)} denies`, rows: [48], plan: withInputs(plan, resource, { ruleAction: "deny" }) },
        {
            id: `${short(resource)} for one port less`,
            rows: [48],
            plan: withInputs(plan, resource, {
                toPort: Number(resource.props.fromPort) - 1,
                fromPort: Number(resource.props.fromPort) - 1,
            }),
        },
    ]);
    return [...added, ...shadowed, ...removed, ...lost].map((mutant) => ({ ...mutant, family: "acl" as const }));
};

/** Rows 54 to 62: routes added, led elsewhere and removed; things that carry traffic added. */
export const routes: Operator = (plan) => {
    const [internet] = ofType(plan, "ec2/internetGateway:InternetGateway");
    const [nat] = ofType(plan, "ec2/natGateway:NatGateway");
    const [vpc] = ofType(plan, "ec2/vpc:Vpc");
    if (!internet || !nat || !vpc) return [];
    const added = ofType(plan, "ec2/routeTable:RouteTable")
        .filter(({ name }) => /private|edge/.test(name))
        .flatMap((table): Omit<Mutant, "family">[] => [
            {
                id: `${short(table)} leads to the internet`,
                rows: [54],
                plan: withResource(plan, routeType, "added", {
                    routeTableId: table.id,
                    destinationCidrBlock: "0.0.0.0/0",
                    gatewayId: internet.id,
                }),
            },
            {
                id: `${short(table)} leads half of all addresses to the internet`,
                rows: [54, 60],
                plan: withResource(plan, routeType, "added", {
                    routeTableId: table.id,
                    destinationCidrBlock: "128.0.0.0/1",
                    gatewayId: internet.id,
                }),
            },
            {
                id: `${short(table)} leads IPv6 to the internet`,
                rows: [54],
                plan: withResource(plan, routeType, "added", {
                    routeTableId: table.id,
                    destinationIpv6CidrBlock: "::/0",
                    gatewayId: internet.id,
                }),
            },
            {
                id: `${short(table)} leads to a transit gateway`,
                rows: [60],
                plan: withResource(plan, routeType, "added", {
                    routeTableId: table.id,
                    destinationCidrBlock: "10.99.0.0/16",
                    transitGatewayId: "tgw-1",
                }),
            },
            {
                id: `${short(table)} leads to an interface`,
                rows: [60, 61],
                plan: withResource(plan, routeType, "added", {
                    routeTableId: table.id,
                    destinationCidrBlock: "10.98.0.0/16",
                    networkInterfaceId: "eni-1",
                }),
            },
            ...(table.name.includes("private")
                ? [
                      {
                          id: `${short(table)} leads to NAT`,
                          rows: [60],
                          plan: withResource(plan, routeType, "added", {
                              routeTableId: table.id,
                              destinationCidrBlock: "0.0.0.0/0",
                              natGatewayId: nat.id,
                          }),
                      },
                  ]
                : []),
            {
                id: `${short(table)} has an inline route to the internet`,
                rows: [54],
                plan: withInputs(plan, table, { routes: [{ cidrBlock: "0.0.0.0/0", gatewayId: internet.id }] }),
            },
        ]);
    const lost = ofType(plan, routeType).flatMap((route) => [
        { id: `${short(route)} removed`, rows: [56], plan: without(plan, route) },
        route.props.natGatewayId === undefined
            ? {
                  id: `${short(route)} leads to NAT instead`,
                  rows: [56],
                  plan: withInputs(plan, route, { gatewayId: undefined, natGatewayId: nat.id }),
              }
            : {
                  id: `${short(route)} leads to the internet gateway instead`,
                  rows: [54, 56],
                  plan: withInputs(plan, route, { natGatewayId: undefined, gatewayId: internet.id }),
              },
    ]);
    const carriers: readonly (readonly [type: string, props: object, row: number])[] = [
        ["ec2/vpcPeeringConnection:VpcPeeringConnection", { vpcId: vpc.id, peerVpcId: "vpc-other" }, 55],
        ["ec2transitgateway/vpcAttachment:VpcAttachment", { vpcId: vpc.id, transitGatewayId: "tgw-1" }, 58],
        ["ec2/vpnGateway:VpnGateway", { vpcId: vpc.id }, 58],
        ["ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway", { vpcId: vpc.id }, 54],
    ];
    const attached = carriers.map(([type, props, row]) => ({
        id: `${type} added`,
        rows: [row],
        plan: withResource(plan, type, "added", { ...props }),
    }));
    const internetFacing = ofType(plan, "lb/loadBalancer:LoadBalancer").map((balancer) => ({
        id: `${short(balancer)} made internal`,
        rows: [84],
        plan: withInputs(plan, balancer, { internal: true }),
    }));
    return [
        ...[...added, ...lost, ...attached].map((mutant) => ({ ...mutant, family: "route" as const })),
        ...internetFacing.map((mutant) => ({ ...mutant, family: "balancer" as const })),
    ];
};
