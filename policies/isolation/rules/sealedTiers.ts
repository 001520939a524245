import type { Tier } from "../../../model/intent";
import { stackRule } from "../../framework/rule";
import { each, intentsOf, networkOf } from "../network";

/** Where each tier's default route may lead. The private tier has none: that, with the groups, is the barrier. */
const allowed: Readonly<Record<Tier, readonly string[]>> = {
    public: ["internet-gateway", "local"],
    private: ["local"],
    edge: ["nat", "local"],
};

/** The default route without which a tier's own traffic goes nowhere. */
const needed: Readonly<Record<Tier, readonly string[]>> = { public: ["internet-gateway"], private: [], edge: ["nat"] };

export const sealedTiers = stackRule("isolation", {
    id: "sealed-tiers",
    severity: "critical",
    title: "The private tier has no route but the local one and S3's; the edge leads to NAT, the public tier to the internet",
    why: "A host without a route out stays inside whatever its security group says.",
    remediation: "Remove the route, or move the host to the edge tier.",
    source: "docs/design.md#the-network",
    rows: [54, 56, 60, 61],
    designSpecific: true,
    evaluate(context) {
        const graph = networkOf(context);
        const planned = intentsOf(graph).flatMap(({ subnets }) => subnets);
        const tierOf = (cidrs: readonly string[]) => planned.find(({ cidr }) => cidrs.includes(cidr))?.tier;
        return each(
            graph.subnets.filter(({ key }) => key.startsWith("urn:")),
            ({ key }) => key,
            ({ name, cidrs, table }) => {
                const tier = tierOf(cidrs);
                if (tier === undefined)
                    return [`${name} belongs to no tier of the network's intent: hosts in it are judged by no one`];
                const [lead] = needed[tier];
                const leads = table.routes.some(
                    ({ destination, target }) => destination === "0.0.0.0/0" && target.kind === lead,
                );
                const missing =
                    lead === undefined || leads ? [] : [`${name} (${tier}) has no route 0.0.0.0/0 to ${lead}`];
                const external = table.routes
                    .filter(({ target }) => !allowed[tier].includes(target.kind))
                    .map(
                        ({ destination, target }) =>
                            `${name} (${tier}) has a route ${destination} to ${target.kind === "unmodelled" ? target.what : target.kind}`,
                    );
                return [...missing, ...external];
            },
        );
    },
});
