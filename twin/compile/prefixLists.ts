import type { GatewayEndpoint } from "../../analysis/graph/model";

/**
 * AWS's own prefix lists, which a plan names by id only. The twin gives each service with a gateway endpoint a block of its own: what the
 * list holds at AWS does not matter, only that route and rules mean the same.
 */
const blocks: Readonly<Record<string, string>> = {
    s3: "52.216.0.0/15",
    dynamodb: "52.94.0.0/22",
    s3express: "52.95.128.0/21",
};

export const serviceBlock = (service: string): string | undefined => blocks[service];

/** The block that a list means: that of the one service which has a gateway endpoint. @throws Error where that is not clear */
export function listedBlock(id: string, endpoints: readonly GatewayEndpoint[]): string {
    const services = [...new Set(endpoints.map(({ service }) => service))];
    const found = services.length === 1 ? serviceBlock(services[0]) : undefined;
    if (found === undefined) throw new Error(`prefix list ${id}: of which service it is, the plan does not say`);
    return found;
}
