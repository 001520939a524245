import {
    type HostRole,
    hostRoles,
    type Flow as IntendedFlow,
    type Ingress,
    type IngressKind,
} from "../../model/intent";
import { type Flow, flows, type Party } from "../flows";

const isHost = (party: Party): party is HostRole => hostRoles.some((role) => role === party);

/** What a host opens connections to inside the network, other hosts only: as intent. */
export function hostFlows(from: HostRole): IntendedFlow[] {
    return flows.flatMap(({ from: source, to, port, why }) =>
        source === from && isHost(to) ? [{ peer: to, protocol: "tcp", port, why }] : [],
    );
}

/** The hosts that are clients of a port of a host. */
export function clientsOf(to: HostRole, port: number): HostRole[] {
    return flows
        .filter((flow) => flow.to === to && flow.port === port)
        .flatMap(({ from }) => (isHost(from) ? [from] : []));
}

/** How clients outside come in to a party: each port with the blocks that may use it. A port that nobody may use is none. */
export function ingressesOf(
    to: "edge" | "application-balancer",
    kind: IngressKind,
    access: { readonly authorizedCidrs: readonly string[]; readonly sshCidrs: readonly string[] },
): Ingress[] {
    const blocks: Readonly<Partial<Record<Party, readonly string[]>>> = {
        users: access.authorizedCidrs,
        operators: access.sshCidrs,
    };
    return flows.flatMap((flow: Flow) => {
        const from = flow.to === to ? (blocks[flow.from] ?? []) : [];
        return from.length > 0 ? [{ kind, protocol: "tcp", port: flow.port, from }] : [];
    });
}
