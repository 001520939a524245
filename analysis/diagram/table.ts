import type { Plan } from "../../model/plan";
import { byText, LinkedPlan } from "../links";
import { connections, type Party } from "./connections";
import { insideNodes, nodeKeyOf } from "./nodes";
import type { SceneNode } from "./scene";
import { portsLabel } from "./securityRules";
import { networkIntent, subnetsOf } from "./subnets";

/** One connection that security groups allow, in words. */
export interface ConnectionRow {
    readonly from: string;
    readonly to: string;
    /** "tcp 443", "all traffic". */
    readonly ports: string;
    /** False when only one of the two groups has a rule for it: nothing passes. */
    readonly complete: boolean;
    readonly why: string;
    /** Logical names of the resources that say so. */
    readonly rules: readonly string[];
}

/** What may talk to what, by security groups; routes and network ACLs are not part of it. */
export function connectionRows(plan: Plan): readonly ConnectionRow[] {
    const linked = new LinkedPlan(plan);
    const known = connections(linked);
    const nodes = insideNodes(linked, subnetsOf(linked), known);
    const authorized = networkIntent(linked)?.authorizedCidrs ?? [];
    const names = new Map(plan.resources.map(({ urn, name }) => [urn, name]));
    const rows = new Map<string, ConnectionRow>();
    for (const { from, to, ports, complete, rules, descriptions } of known) {
        const row: ConnectionRow = {
            from: partyName(from, nodes, authorized),
            to: partyName(to, nodes, authorized),
            ports: portsLabel(ports),
            complete,
            why: descriptions.join("; "),
            rules: [...new Set(rules.map((urn) => names.get(urn) ?? urn))],
        };
        // Endpoints that share a card share their rules.
        rows.set([row.from, row.to, row.ports, complete].join("\n"), row);
    }
    return [...rows.values()].sort(
        (left, right) => byText(left.from, right.from) || byText(left.to, right.to) || byText(left.ports, right.ports),
    );
}

function partyName(party: Party, nodes: readonly SceneNode[], authorized: readonly string[]): string {
    if (party.kind === "cidr") {
        if (party.cidr === "0.0.0.0/0") return "Internet (0.0.0.0/0)";
        return authorized.includes(party.cidr) ? `Authorized users (${party.cidr})` : party.cidr;
    }
    if (party.kind === "prefix-list") {
        const gateways = nodes.filter(({ kind }) => kind === "gateway-endpoint");
        const through = party.list === undefined && gateways.length === 1 ? ` (${gateways[0].title})` : "";
        return `Prefix list ${party.list?.name ?? party.id}${through}`;
    }
    const key = nodeKeyOf(party.resource, nodes);
    return nodes.find((node) => node.key === key)?.title ?? party.resource.name;
}
