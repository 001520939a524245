import type { NetworkGraph, Part } from "../graph/model";
import type { GraphResource } from "../graph/resource";
import { isUnknown, text } from "../graph/values";
import { parseDocument, UnreadableDocument } from "../iam/document";
import type { Answer } from "../reachability/answer";
import type { Check } from "./claim";

/**
 * An endpoint is an ingress point to whatever is behind it. Those are known that the network's intent names, of AWS's own services of its region;
 * an outsider's service, another region's or one that nobody named is a way out, whatever groups say today.
 */
export function endpointChecks(graph: NetworkGraph, { resource }: Part): Check[] {
    return graph.resources
        .filter(({ type }) => type === "aws:ec2/vpcEndpoint:VpcEndpoint")
        .map((endpoint) => ({
            asks: `${resource.name} -> what endpoint ${endpoint.name} leads to besides what the network's intent names`,
            needs: "unreachable",
            urn: resource.urn,
            answer: () => leadsElsewhere(graph, endpoint),
        }));
}

const open = (endpoint: GraphResource, why: string): Answer => ({
    verdict: "reachable",
    path: [endpoint.name],
    why: [why],
});
const unknown = (why: string): Answer => ({ verdict: "unknown", path: [], why: [why] });

function leadsElsewhere(graph: NetworkGraph, endpoint: GraphResource): Answer {
    const { name, props } = endpoint;
    const service = text(props.serviceName);
    if (service === undefined && isUnknown(endpoint, "serviceName"))
        return unknown(`the service of ${name} is not known: write its name`);
    const kind = text(props.vpcEndpointType) ?? "Gateway";
    const known = graph.networks.flatMap(({ intent }) => {
        const zones = [...intent.subnets, ...(intent.lookedUp?.subnets ?? [])].map(({ zone }) => zone);
        const regions = [...new Set(zones.map((zone) => zone.replace(/[a-z]$/, "")))];
        const services = kind === "Interface" ? intent.endpoints : kind === "Gateway" ? ["s3"] : [];
        return regions.flatMap((region) =>
            services.map((service) => ({ region, name: `com.amazonaws.${region}.${service}` })),
        );
    });
    const found = known.find((own) => own.name === service);
    const elsewhere = text(props.serviceRegion);
    if (found === undefined || (elsewhere !== undefined && elsewhere !== found.region))
        return open(
            endpoint,
            `${kind} endpoint for ${service ?? "something that is no service of AWS"}${elsewhere ? ` in ${elsewhere}` : ""}, which the network's intent does not name`,
        );
    return ofOwnAccount(graph, endpoint);
}

/** The policy that the allowlist derives admits principals of the stack's account only: without that, an outsider's keys work through it. */
function ofOwnAccount(graph: NetworkGraph, endpoint: GraphResource): Answer {
    const policy = [...graph.interfaceEndpoints, ...graph.gatewayEndpoints].find(
        ({ resource }) => resource === endpoint,
    )?.policy;
    if (policy === undefined)
        return isUnknown(endpoint, "policy")
            ? unknown(`the policy of ${endpoint.name} is not known: build it from names`)
            : open(endpoint, "it has no policy, so it takes anybody's credentials");
    try {
        const wide = parseDocument(policy).filter(
            ({ allow, conditions }) =>
                allow &&
                !conditions.some(
                    ({ operator, key, values }) =>
                        operator === "StringEquals" &&
                        key === "aws:principalaccount" &&
                        values.every((value) => value === graph.account),
                ),
        );
        return wide.length > 0
            ? open(
                  endpoint,
                  "a statement of its policy takes credentials of other accounts: limit it by aws:PrincipalAccount",
              )
            : { verdict: "unreachable", path: [], why: ["the intent names it, and its policy is for this account"] };
    } catch (error) {
        if (!(error instanceof UnreadableDocument)) throw error;
        return unknown(`the policy of ${endpoint.name} cannot be read: ${error.message}`);
    }
}
