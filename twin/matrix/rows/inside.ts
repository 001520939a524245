import { spare } from "../../world/places";
import type { Row } from "../row";
import { blocked, from, tcp, udp } from "./ways";

/** Between hosts: only what a flow names. */
const betweenHosts: readonly Row[] = [
    ...from(["agent-host"], (place) => [
        blocked("verifier-spare", place, tcp("$VERIFIER", spare), { layer: "groups" }),
        blocked("verifier-spare-udp", place, udp("$VERIFIER", spare), { layer: "groups" }),
        blocked("edge-spare", place, tcp("$EDGE", spare), { layer: "groups" }),
        blocked("edge-spare-udp", place, udp("$EDGE", spare), { layer: "groups" }),
    ]),
    ...from(["verifier-host"], (place) => [
        blocked("agent-spare", place, tcp("$AGENT", spare), { layer: "groups" }),
        blocked("agent-spare-udp", place, udp("$AGENT", spare), { layer: "groups" }),
        blocked("edge-spare", place, tcp("$EDGE", spare), { layer: "groups" }),
        blocked("edge-spare-udp", place, udp("$EDGE", spare), { layer: "groups" }),
    ]),
    ...from(["edge-host"], (place) => [
        blocked("agent-spare", place, tcp("$AGENT", spare), { layer: "groups" }),
        blocked("agent-spare-udp", place, udp("$AGENT", spare), { layer: "groups" }),
        blocked("verifier-spare", place, tcp("$VERIFIER", spare), { layer: "groups" }),
    ]),
];

/** From the internet to hosts by their private addresses. */
const fromOutside: readonly Row[] = from(["outsider", "internet", "world"], (place) => [
    blocked("agent-private", place, tcp("$AGENT", spare), { layer: "gateways" }),
    blocked("edge-private", place, tcp("$EDGE", spare), { layer: "gateways" }),
    blocked("verifier-private", place, tcp("$VERIFIER", spare), { layer: "gateways" }),
]);

export const insideRows: readonly Row[] = [...betweenHosts, ...fromOutside];
