import type * as pulumi from "@pulumi/pulumi";
import { counted } from "../../model/alarms";
import type { Naming } from "../../model/naming";
import type { PlannedAlarm } from "../parts/machineAlarms";

/** AWS: resolver query logs and flow logs arrive within minutes. */
const delaySeconds = 300;

/** A name was asked for that is not approved. */
export const dnsAlarms = (naming: Naming, logGroup: pulumi.Input<string>): PlannedAlarm[] => [
    counted(
        naming.stack,
        "network",
        {
            name: "name-blocked",
            what: "A name that is not approved was asked for, and DNS Firewall blocked it",
            runbook: "suspected-leak",
            pattern: '{ $.firewall_rule_action = "BLOCK" }',
        },
        { logGroup, delaySeconds },
    ),
];

/** A packet of one of our hosts was refused by a group or an ACL: its own firewall let it out. */
export const flowLogAlarms = (naming: Naming, cidr: string, logGroup: pulumi.Input<string>): PlannedAlarm[] => [
    counted(
        naming.stack,
        "network",
        {
            name: "packet-rejected",
            what: "A security group or an ACL refused packets that come from inside the VPC: a host's own firewall had let them out",
            runbook: "suspected-leak",
            pattern: `[version, account, interface, source=${wildcardOf(cidr)}, destination, sourcePort, port, protocol, packets, bytes, start, end, action=REJECT, status]`,
            atLeast: 5,
        },
        { logGroup, delaySeconds },
    ),
];

/** "10.0.*" of 10.0.0.0/16: the block, or the smallest one around it that ends at a dot. */
export function wildcardOf(cidr: string): string {
    const [address, bits] = cidr.split("/");
    return `${address
        .split(".")
        .slice(0, Math.floor(Number(bits) / 8))
        .join(".")}.*`;
}

/** More than text to an LLM ever is. */
const floodBytes = 500_000_000;

export const natAlarm = (zone: number, gateway: pulumi.Input<string>): PlannedAlarm => ({
    name: `network-nat-${zone}-flood`,
    what: "In five minutes half a gigabyte left through the NAT gateway",
    runbook: "suspected-leak",
    metric: { namespace: "AWS/NATGateway", name: "BytesOutToDestination", dimensions: { NatGatewayId: gateway } },
    statistic: "Sum",
    trips: { atLeast: floodBytes },
    periodSeconds: 300,
    periods: 1,
    missing: "notBreaching",
    delaySeconds: 60,
});
