import type { NetworkGraph } from "../../analysis/graph/model";
import type { Answer } from "../../analysis/reachability/answer";
import { box, protocolNumbers } from "../../analysis/reachability/headers";
import { type Endpoint, services } from "../../analysis/reachability/endpoints";
import { reach } from "../../analysis/reachability/reach";
import type { Family } from "../../model/addresses";
import { wiringOf } from "../compile/wiring";
import type { End, Question } from "./questions";

/** What the proof says to questions about a network, whose interfaces it knows by their places. */
export function proofOf(graph: NetworkGraph): (question: Question) => Answer {
    const interfaces = new Map(wiringOf(graph).wires.map((wire) => [wire.place, wire.interface]));
    const endpointOf = ({ kind, name }: End, family: Family): Endpoint => {
        const service = services.find((own) => own === name);
        if (kind === "service" && service !== undefined) return { kind, service, text: name };
        return kind === "place"
            ? { kind: "interfaces", interfaces: [interfaces.get(name)!], text: name }
            : { kind: "internet", family, cidrs: [`${name}/${family === 4 ? 32 : 128}`], text: name };
    };
    return (question) => {
        const { family } = question;
        const { protocol, type } = asNumbers(question);
        return reach(graph, {
            from: endpointOf(question.from, family),
            to: endpointOf(question.to, family),
            within: [box(family, { protocol: [protocol, protocol], port: [type, type] })],
        });
    };
}

const echoRequest = { 4: 8n, 6: 128n } as const;

function asNumbers({ family, protocol, port }: Question): { readonly protocol: bigint; readonly type: bigint } {
    if (protocol !== "icmp") return { protocol: protocolNumbers[protocol], type: BigInt(port) };
    return { protocol: protocolNumbers[family === 4 ? "icmp" : "icmpv6"], type: echoRequest[family] };
}

/**
 * Why the proof may leave a question open. Anything else that it does not know is a disagreement: a proof that knows nothing would agree
 * with everything.
 */
const openQuestions: readonly (readonly [name: string, said: RegExp])[] = [
    ["public addresses that AWS chooses", /public addresses that AWS chooses/],
    ["a target that asks its own balancer", /its own packets, which then time out/],
    ["NAT and peering together", /how NAT and peering go together/],
    ["addresses that are not fixed", /what certainly passes |addresses that are not fixed/],
    ["addresses of S3 that AWS chooses", /with S3 works hangs on addresses that AWS chooses/],
];

/** The name of what an unknown answer hangs on; undefined when it is none of what may be left open. */
export function openFor({ repliesLost, why }: Answer): string | undefined {
    if (repliesLost) return "replies are lost";
    return openQuestions.find(([, said]) => why.some((line) => said.test(line)))?.[0];
}
