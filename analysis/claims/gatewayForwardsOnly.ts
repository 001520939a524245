import {
    invalidBeta,
    dialectNames,
    invalidEndpointHost,
    invalidOperation,
    invalidPath,
    selfReachingModel,
} from "@isolated-openhands/gateway/rules";
import type { RegisteredEndpoint } from "../../model/gatewayPolicy";
import type { NetworkGraph, Part } from "../graph/model";
import type { Answer } from "../reachability/answer";
import { partsOf } from "./ask";
import type { Check, Claim } from "./claim";

/**
 * The one thing on the network that reads what passes. Packets say nothing of it, so the claim is made of the policy that the web proxy
 * registers: where each endpoint's calls go, which they are, and that nothing in them sends the provider out for the agent.
 */
export function gatewayForwardsOnly(graph: NetworkGraph): Claim[] {
    return partsOf(graph, "edge").map((part) => ({
        id: "gateway-forwards-only",
        statement:
            "The LLM gateway forwards listed calls of listed models to fixed upstreams, and lets no tool run at a provider",
        restsOn:
            "the gateway's policy as the web proxy registers it, from which its FILE is rendered; that the gateway keeps it, " +
            "its own tests and the attack matrix show, and no plan does",
        doesNotCover:
            "prompts to an approved model, which remain a channel: limits bound it and nothing closes it; what a provider does with a prompt",
        checks: part.intent.gateway?.endpoints.flatMap((own) => checksOf(graph, part, own)) ?? [notRegistered(part)],
    }));
}

function checksOf(graph: NetworkGraph, { resource }: Part, endpoint: RegisteredEndpoint): Check[] {
    const { routes, models, betas, allowServerTools, host } = endpoint;
    const check = (what: string, found: readonly string[], kept: string): Check => ({
        asks: `${resource.name} -> LLM endpoint ${endpoint.name}, ${what}`,
        needs: "unreachable",
        urn: resource.urn,
        answer: (): Answer => {
            if (found.length > 0) return { verdict: "reachable", path: [], why: found };
            // What is not known of the network may be another way round the gateway.
            const doubts = graph.gaps.map(({ urn, what }) => `${urn.split("::").slice(2).join(" ")}: ${what}`);
            return doubts.length > 0
                ? { verdict: "unknown", path: [], why: doubts }
                : { verdict: "unreachable", path: [], why: [kept] };
        },
    });
    const reaching = models.filter(selfReachingModel).map((model) => `the model ${model} reaches out by itself`);
    const tools = allowServerTools.map((tool) => `${tool} runs at the provider: allowServerTools allows it`);
    return [
        check("an upstream that is not fixed", strangeUpstream(graph, endpoint), `always ${host}, port 443`),
        check("a call that is not listed", strangeRoutes(endpoint), routes.map(({ path }) => path).join(", ")),
        check(
            "a model that is not listed",
            models.length === 0 ? ["no model is listed, so any may be asked"] : [],
            models.join(", "),
        ),
        check(
            "the provider going out for the agent",
            [...tools, ...reaching, ...strangeBetas(betas)],
            "by no tool, model or beta value",
        ),
    ];
}

/** A name that leads elsewhere, a port that is another service's, an address that is not the network's own endpoint. */
function strangeUpstream(graph: NetworkGraph, { host, port, addresses = [] }: RegisteredEndpoint): string[] {
    const reason = invalidEndpointHost(host);
    const approved = graph.networks.flatMap(({ intent }) => intent.approvedDomains);
    const planned = graph.interfaceEndpoints.flatMap(({ interfaces }) =>
        interfaces.flatMap((networkInterface) => networkInterface.addresses),
    );
    return [
        ...(reason === undefined ? [] : [`${host} ${reason}`]),
        ...(port === 443 ? [] : [`port ${port} is not 443`]),
        ...(approved.length === 0 || approved.includes(host) ? [] : [`${host} is no name that the network approves`]),
        ...addresses
            .filter((address) => !planned.includes(address))
            .map((address) => `${address} is no address of an interface endpoint of the network`),
    ];
}

const strangeRoutes = ({ routes }: RegisteredEndpoint): string[] => [
    ...(routes.length === 0 ? ["no call is listed"] : []),
    ...routes.flatMap(({ method, path, dialect }) => {
        const known = (dialectNames as readonly string[]).includes(dialect);
        const reason =
            invalidPath(path) ??
            (known ? invalidOperation(path, dialect) : "has no dialect, so that nobody judges its bodies");
        return [
            ...(method === "POST" ? [] : [`${method} ${path} is no call of a model`]),
            ...(reason === undefined ? [] : [`${path} ${reason}`]),
        ];
    }),
];

const strangeBetas = (betas: readonly string[]): string[] =>
    betas.flatMap((beta) => {
        const reason = invalidBeta(beta);
        return reason === undefined ? [] : [`the beta value ${beta} ${reason}`];
    });

/** An edge of an older release says nothing of its gateway. */
const notRegistered = ({ resource }: Part): Check => ({
    asks: `${resource.name} -> what the LLM gateway lets through`,
    needs: "unreachable",
    urn: resource.urn,
    answer: (): Answer => ({
        verdict: "unknown",
        path: [],
        why: ["the web proxy registers no policy of the gateway: run pulumi up, so that it does"],
    }),
});
