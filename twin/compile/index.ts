import type { Cable, Namespace } from "./namespace";
import { balancerNode } from "./balancers";
import { endpointPlace, gatewayEndpoint } from "./endpoints";
import { endpointDevice, gatewayDevice, egressOnlyDevice, hasEgressOnly } from "./gateways";
import { host } from "./hosts";
import { egressOnlyGateway, gatewayPlace, internet, internetGateway, internetPlace } from "./internet";
import { everythingOn, type Switches } from "./layers";
import { nat } from "./nat";
import { refusals } from "./refusals";
import { router, routerPlace } from "./router";
import { type Network, type Wire, type Wiring, wiringOf } from "./wiring";

/** A network as commands: namespaces, the cables between them, and the ruleset of each. */
export interface Compiled {
    readonly namespaces: readonly Namespace[];
    readonly cables: readonly Cable[];
    readonly wiring: Wiring;
}

/** The model has something that the twin cannot make. */
export class NotBuildable extends Error {
    constructor(readonly reasons: readonly string[]) {
        super(`the twin cannot make this network:\n${reasons.map((reason) => `  - ${reason}`).join("\n")}`);
    }
}

/**
 * Compiles a network. `strangers` are the addresses that the internet has in the twin. What depends on `switches` is in the rulesets
 * only, so that a layer is switched on and off by loading them. @throws NotBuildable
 */
export function compile(network: Network, strangers: readonly string[], switches: Switches = everythingOn): Compiled {
    const reasons = refusals(network);
    if (reasons.length > 0) throw new NotBuildable([...new Set(reasons)]);
    const wiring = wiringOf(network);
    return {
        wiring,
        namespaces: [
            router(wiring, switches),
            internet(wiring, strangers),
            ...wiring.vpcs.map((vpc, v) => internetGateway(wiring, vpc, v, switches)),
            ...wiring.vpcs.flatMap((vpc, v) =>
                hasEgressOnly(wiring, vpc) ? [egressOnlyGateway(vpc, v, switches)] : [],
            ),
            ...wiring.gatewayEndpoints.map((_, i) => gatewayEndpoint(wiring, i)),
            ...wiring.wires.map((wire) => interfaceNamespace(wiring, wire, switches)),
        ],
        cables: cablesOf(wiring),
    };
}

function interfaceNamespace(wiring: Wiring, wire: Wire, switches: Switches): Namespace {
    switch (wire.interface.kind) {
        case "nat":
            return nat(wire, switches);
        case "balancer":
            return balancerNode(wiring, wire, switches);
        default:
            return host(wire);
    }
}

function cablesOf(wiring: Wiring): Cable[] {
    const toRouter = (namespace: string, device: string): Cable => ({
        ends: [
            { namespace: routerPlace, device },
            { namespace, device: "eth0" },
        ],
    });
    const gateways = wiring.vpcs.flatMap((vpc, v) => [
        gatewayDevice(v),
        ...(hasEgressOnly(wiring, vpc) ? [egressOnlyDevice(v)] : []),
    ]);
    return [
        ...wiring.wires.map(({ place, device }) => toRouter(place, device)),
        ...gateways.flatMap((device): Cable[] => [
            toRouter(gatewayPlace(device), device),
            {
                ends: [
                    { namespace: internetPlace, device },
                    { namespace: gatewayPlace(device), device: "wan" },
                ],
            },
        ]),
        ...wiring.gatewayEndpoints.map((_, i) => toRouter(endpointPlace(i), endpointDevice(i))),
    ];
}
