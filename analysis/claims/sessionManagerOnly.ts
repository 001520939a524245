import { ports } from "../../model/ports";
import type { NetworkGraph } from "../graph/model";
import { check, hostOf, endpoint } from "./ask";
import type { Claim } from "./claim";

/** Administration ports: SSH, and what else opens a shell or a desktop. */
const adminPorts = [ports.ssh, 23, 2375, 2376, 3389, 5900, 5985, 5986] as const;

export function sessionManagerOnly(graph: NetworkGraph): Claim[] {
    const parts = graph.parts.filter(({ intent }) => !intent.ingresses.some(({ port }) => port === ports.ssh));
    if (parts.length === 0) return [];
    return [
        {
            id: "session-manager-only",
            statement: "Hosts are administered by Session Manager only: no administration port is open to the internet",
            restsOn: "security groups, network ACLs, public addresses and load balancers",
            doesNotCover:
                "who may start sessions, which IAM decides; stacks with access.sshCidrs make this claim for the other hosts only",
            checks: parts.flatMap((part) =>
                adminPorts.map((port) =>
                    check(graph, "unreachable", part.resource.urn, {
                        from: endpoint(graph, "internet", "from"),
                        to: hostOf(part),
                        protocol: "tcp",
                        port,
                    }),
                ),
            ),
        },
    ];
}
