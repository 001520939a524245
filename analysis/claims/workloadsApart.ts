import type { NetworkGraph } from "../graph/model";
import { check, hostOf, partsOf } from "./ask";
import type { Claim } from "./claim";

export function workloadsApart(graph: NetworkGraph): Claim[] {
    const [agents, verifiers] = [partsOf(graph, "agent"), partsOf(graph, "verifier")];
    if (agents.length === 0 || verifiers.length === 0) return [];
    const both = agents.flatMap((agent) =>
        verifiers.flatMap((verifier) => [[agent, verifier] as const, [verifier, agent] as const]),
    );
    return [
        {
            id: "workloads-apart",
            statement: "OpenHands and the label verifier do not see each other",
            restsOn: "security groups and network ACLs",
            doesNotCover: "what both may leave in S3 or in logs",
            checks: both.map(([from, to]) =>
                check(graph, "unreachable", from.resource.urn, { from: hostOf(from), to: hostOf(to) }),
            ),
        },
    ];
}
