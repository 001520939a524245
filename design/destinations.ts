import { bedrockPaths } from "@isolated-openhands/gateway/rules";
import type { Allowlist, Destination, DestinationClient, Client, Route } from "../model/allowlist";
import type { BedrockEndpoint, HttpsEndpoint, StackConfig } from "../model/config";
import type { GatewayRoute, GatewayRule } from "../model/gatewayPolicy";
import type { GatewayPath } from "../model/llmEndpoints";
import type { Naming } from "../model/naming";

/**
 * The one list of approved destinations. Every layer (gateways, DNS Firewall, security groups, endpoints, host firewall,
 * probes, docs) is derived from it by the functions beside this file; a host name stands nowhere else.
 */

/** What decides the list. Plain values, so that every layer is known before anything exists. */
export type AllowlistInput = Pick<StackConfig, "network" | "llm" | "access" | "host"> & {
    readonly naming: Naming;
};

/**
 * Ubuntu's archive over HTTPS. The mirrors that cloud-init writes speak plain HTTP only, and the edge has tcp/443 and
 * nothing else; packages are signed, so the mirror is trusted for availability, not for content.
 */
export const packageMirror = "mirrors.edge.kernel.org";

/** Let's Encrypt's directory, and Route 53's only control-plane name (DNS-01). */
const acmeHosts = ["acme-v02.api.letsencrypt.org", "route53.amazonaws.com"] as const;

export function destinations(input: AllowlistInput): Allowlist {
    const { llm, access } = input;
    return [
        ...llm.endpoints.map((endpoint) => (endpoint.kind === "https" ? httpsLlm(endpoint) : bedrock(endpoint, input))),
        packages(),
        ...awsServices(input),
        ...buckets(input),
        ...(access.openHands.certificate.kind === "letsencrypt" ? acmeHosts.map(acme) : []),
    ];
}

const edge = (process: Client): DestinationClient => ({ role: "edge", tier: "edge", process });
const agent = (process: Client): DestinationClient => ({ role: "agent", tier: "private", process });
const verifier = (process: Client): DestinationClient => ({ role: "verifier", tier: "private", process });
const everyHost = (process: Client) => [edge(process), agent(process), verifier(process)];

function httpsLlm(endpoint: HttpsEndpoint): Destination {
    const { name, host, secretName, cidrs } = endpoint;
    return {
        purpose: "llm",
        name,
        host,
        port: 443,
        route: "internet",
        clients: [edge("llm-gateway")],
        cidrs,
        gateway: httpsRule(endpoint),
        secretName,
        why: "approved LLM endpoint, through the LLM gateway",
    };
}

function httpsRule(endpoint: HttpsEndpoint): GatewayRule {
    const { paths, authHeader, models, betas, allowServerTools, limits, prices, secretScan } = endpoint;
    const pass = { routes: routes(paths), models, betas, allowServerTools, limits, prices, secretScan };
    return { kind: "https", authHeader, ...pass };
}

/** Bedrock's short-term keys are bearer tokens, and no tool runs there (AWS: Bedrock API keys). */
function bedrock(endpoint: BedrockEndpoint, input: AllowlistInput): Destination {
    const { name, models, betas, limits, prices, secretScan } = endpoint;
    const pass = { routes: routes(bedrockPaths), models, betas, allowServerTools: [], limits, prices, secretScan };
    return {
        ...service("bedrock-runtime", [edge("llm-gateway")], "approved LLM endpoint, through the LLM gateway", input),
        purpose: "llm",
        name,
        gateway: { kind: "bedrock", authHeader: "authorization", ...pass },
    };
}

const routes = (paths: readonly GatewayPath[]): GatewayRoute[] => paths.map((path) => ({ method: "POST", ...path }));

function packages(): Destination {
    return {
        purpose: "package",
        name: "ubuntu",
        host: packageMirror,
        port: 443,
        route: "internet",
        clients: [edge("package-gateway")],
        cidrs: [],
        why: "operating system packages, through the package gateway",
    };
}

function awsServices(input: AllowlistInput): Destination[] {
    const secrets =
        input.llm.endpoints.some((e) => e.kind === "https") || input.access.openHands.certificate.kind === "secret";
    return [
        service("ssm", everyHost("ssm-agent"), "Session Manager and the hosts' own parameters", input),
        service("ssmmessages", everyHost("ssm-agent"), "Session Manager's data channel", input),
        ...(input.host.legacySsmAgent
            ? [service("ec2messages", everyHost("ssm-agent"), "SSM agents before 3.3.40", input)]
            : []),
        service("logs", everyHost("log-shipper"), "host and audit logs", input),
        // One reader of one secret a day does not pay for an endpoint (7.30 a month and zone): through NAT.
        ...(secrets
            ? [
                  {
                      ...service("secretsmanager", [edge("key-fetcher")], "LLM keys and certificates", input),
                      ...throughNat,
                  },
              ]
            : []),
    ];
}

const throughNat = { route: "internet", service: undefined } as const;

function service(name: string, clients: readonly DestinationClient[], why: string, input: AllowlistInput): Destination {
    const endpoint = input.network.mode === "nat-endpoints";
    return {
        purpose: "aws",
        name,
        host: `${name}.${input.naming.region}.amazonaws.com`,
        port: 443,
        route: endpoint ? "endpoint" : "internet",
        clients,
        cidrs: [],
        service: endpoint ? name : undefined,
        why,
    };
}

function buckets({ naming, network }: AllowlistInput): Destination[] {
    const route: Route = network.mode === "nat-endpoints" ? "s3" : "internet";
    const bucket = (
        name: string,
        bucketName: string,
        clients: readonly DestinationClient[],
        why: string,
    ): Destination => ({
        purpose: "aws",
        name,
        host: `${bucketName}.s3.${naming.region}.amazonaws.com`,
        port: 443,
        route,
        clients,
        cidrs: [],
        why,
    });
    const releaseClients = [...everyHost("host-apply"), verifier("model-fetch")];
    return [
        bucket("release", naming.releaseBucket, releaseClients, "host bundles, container images and models"),
        bucket("artifacts", naming.artifactBucket, [verifier("verifier")], "the label verifier's artifacts"),
    ];
}

function acme(host: string): Destination {
    return {
        purpose: "acme",
        name: host.split(".")[0],
        host,
        port: 443,
        route: "internet",
        clients: [edge("certbot")],
        cidrs: [],
        why: "renewal of the edge's certificate (DNS-01)",
    };
}
