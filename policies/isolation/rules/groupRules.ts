import type { GroupRule, Interface, NetworkGraph } from "../../../analysis/graph/model";
import { stackRule } from "../../framework/rule";
import { violationAt, compliantAt, networkOf } from "../network";
import { groupsOf, portsOf } from "./ingressAuthorized";

export const groupRulesDesigned = stackRule("isolation", {
    id: "group-rules-designed",
    severity: "high",
    title: "Rules that name groups open the connections that the design has, one port each, at both ends, and no others",
    why: "Each connection passes two groups. A rule that opens more leaves the other group as the only barrier; one that is missing is replaced by a wider one in haste.",
    remediation: "Open the one port that the caller's component registers in its intent, to the group of that peer.",
    source: "docs/design.md#what-each-layer-says",
    rows: [30, 33, 37, 41, 68],
    designSpecific: true,
    evaluate(context) {
        const designed = designedIn(networkOf(context));
        const groups = groupsOf(context);
        const named = groups.flatMap(({ key, name, ingress, egress }) => [
            ...ingress.flatMap((rule) => connection("in", name, rule, (peer) => [peer, key])),
            ...egress.flatMap((rule) => connection("out", name, rule, (peer) => [key, peer])),
        ]);
        const unplanned = named.map(({ rule, group, opened }) =>
            opened !== undefined && designed.has(opened)
                ? compliantAt(rule.urn)
                : violationAt(rule.urn, `${group}: ${portsOf(rule)} with a group is no connection of the design`),
        );
        const missing = [...designed].flatMap(([opened, [from, to]]) =>
            [
                { way: "out", group: from },
                { way: "in", group: to },
            ]
                .filter(({ way }) => !named.some((one) => one.way === way && one.opened === opened))
                .map(({ way, group }) => violationAt(group, `no rule lets ${way} ${opened}, which the design has`)),
        );
        return [...unplanned, ...missing];
    },
});

/** What a rule opens that names a group; undefined when it is more than one port. */
function connection(way: "in" | "out", group: string, rule: GroupRule, ends: (peer: string) => [string, string]) {
    if (rule.peer.kind !== "group") return [];
    const { protocol, from, to } = rule;
    const onePort = /^(tcp|6)$/i.test(protocol) && from !== undefined && from === to;
    return [{ way, group, rule, opened: onePort ? opens(...ends(rule.peer.key), from) : undefined }];
}

const opens = (from: string, to: string, port: number) => `${nameOf(from)} -> ${nameOf(to)} tcp ${port}`;
const nameOf = (urn: string) => urn.split("::").slice(3).join("::") || urn;

/** What components registered that they reach, and what balancers forward to, with the two groups. */
function designedIn(graph: NetworkGraph): Map<string, readonly [from: string, to: string]> {
    const designed = new Map<string, readonly [string, string]>();
    const open = (callers: readonly Interface[], callees: readonly Interface[], port: number) => {
        for (const from of keysOf(callers))
            for (const to of keysOf(callees)) designed.set(opens(from, to, port), [from, to]);
    };
    for (const { intent, interfaces, balancers } of graph.parts) {
        for (const { peer, port } of intent.reaches) {
            const peers =
                peer === "endpoints"
                    ? graph.interfaceEndpoints.flatMap((endpoint) => endpoint.interfaces)
                    : graph.parts.filter(({ role }) => role === peer).flatMap((part) => part.interfaces);
            open(interfaces, peers, port);
        }
        for (const { interfaces: nodes, listeners } of balancers)
            for (const { interface: target, port, checkedOn } of listeners.flatMap(({ targets }) => targets))
                for (const each of [port, checkedOn]) open(nodes, [target], each);
    }
    return designed;
}

const keysOf = (interfaces: readonly Interface[]) =>
    interfaces.flatMap(({ groups }) => (groups ?? []).map(({ key }) => key));
