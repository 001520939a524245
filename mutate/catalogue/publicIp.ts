import type { Operator } from "../mutant";
import { ofType, short, withInputs, withResource } from "../mutant";

/** Rows 1 to 5, 23, 51: every way of giving a host a public address. */
export const publicIp: Operator = (plan) => {
    const instances = ofType(plan, "ec2/instance:Instance");
    const subnets = ofType(plan, "ec2/subnet:Subnet");
    const flags = instances.flatMap((host) => [
        {
            id: `public address asked for by ${short(host)}`,
            rows: [1],
            plan: withInputs(plan, host, { associatePublicIpAddress: true }),
        },
        {
            id: `public address left to the subnet by ${short(host)}`,
            rows: [2],
            plan: withInputs(plan, host, { associatePublicIpAddress: undefined }),
        },
        {
            id: `IPv6 address count on ${short(host)}`,
            rows: [5],
            plan: withInputs(plan, host, { ipv6AddressCount: 1 }),
        },
        {
            id: `IPv6 address on ${short(host)}`,
            rows: [5],
            plan: withInputs(plan, host, { ipv6Addresses: ["2600:1f18::10"] }),
        },
        {
            id: `Elastic IP on ${short(host)}`,
            rows: [3],
            plan: withResource(plan, "ec2/eip:Eip", "added", { instance: host.id, domain: "vpc" }, "eipalloc-added"),
        },
        {
            id: `Elastic IP associated with ${short(host)}`,
            rows: [3],
            plan: withResource(plan, "ec2/eipAssociation:EipAssociation", "added", {
                instanceId: host.id,
                allocationId: "eipalloc-1",
            }),
        },
        {
            id: `Elastic IP on the interface of ${short(host)}`,
            rows: [3, 4],
            plan: withResource(plan, "ec2/eipAssociation:EipAssociation", "added", {
                networkInterfaceId: host.outputs.primaryNetworkInterfaceId,
                allocationId: "eipalloc-1",
            }),
        },
    ]);
    const bySubnet = subnets.flatMap((subnet) => [
        {
            id: `mapPublicIpOnLaunch on ${short(subnet)}`,
            rows: [51],
            plan: withInputs(plan, subnet, { mapPublicIpOnLaunch: true }),
        },
        {
            id: `assignIpv6AddressOnCreation on ${short(subnet)}`,
            rows: [5, 51],
            plan: withInputs(plan, subnet, { assignIpv6AddressOnCreation: true, ipv6CidrBlock: "2600:1f18::/64" }),
        },
    ]);
    const configuration = {
        id: "launch configuration with public addresses",
        rows: [23],
        plan: withResource(plan, "ec2/launchConfiguration:LaunchConfiguration", "added", {
            associatePublicIpAddress: true,
            metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 },
            rootBlockDevice: { encrypted: true },
        }),
    };
    return [...flags, ...bySubnet, configuration].map((mutant) => ({ ...mutant, family: "public-ip" as const }));
};
