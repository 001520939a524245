import { nth } from "./blocks";
import { endpointDevice, linkAddress } from "./gateways";
import type { Namespace } from "./namespace";
import { serviceBlock } from "./prefixLists";
import type { Wiring } from "./wiring";

/** An address of a service that has a gateway endpoint: the same by the endpoint and, where no route leads to it, on the internet. */
export const gatewayEndpointAddress = (service: string): string => nth(serviceBlock(service)!, 257);

export const endpointPlace = (i: number): string => `endpoint-${i}`;

/** A gateway endpoint has the addresses of its service, and no group and no ACL of its own. */
export function gatewayEndpoint({ gatewayEndpoints, vpcs }: Wiring, i: number): Namespace {
    const device = endpointDevice(i);
    const own = gatewayEndpointAddress(gatewayEndpoints[i].service);
    return {
        name: endpointPlace(i),
        settings: [],
        ip: [
            "link set lo up",
            "link set eth0 up",
            `addr add ${linkAddress(device, 4)}/30 dev eth0`,
            `addr add ${own}/32 dev lo`,
            ...vpcs.flatMap(({ cidrs }) =>
                cidrs
                    .filter((cidr) => !cidr.includes(":"))
                    .map((cidr) => `route add ${cidr} via ${linkAddress(device, 4, "router")} dev eth0`),
            ),
        ],
        ruleset: "",
    };
}
