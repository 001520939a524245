import type { GatewayEndpoint, GatewayPolicy } from "../../model/gatewayPolicy";
import type { HostIntent, NetworkIntent } from "../../model/intent";
import type { Operator } from "../mutant";
import { withOutputs } from "../mutant";

const route = (path: string, more: object = {}) => ({ method: "POST", path, dialect: "openai-chat", ...more });

/** What somebody may do to one endpoint of the gateway's policy, so that a call leads elsewhere or does more than ask a model. */
const changes: Readonly<Record<string, (endpoint: GatewayEndpoint) => object>> = {
    "goes to a bucket": () => ({ host: "drop.s3.us-east-1.amazonaws.com" }),
    "goes to a name with an address in it": () => ({ host: "10.0.1.10.sslip.io" }),
    "goes to another port": () => ({ port: 8443 }),
    "goes to an address of its own": () => ({ addresses: ["10.0.1.20"] }),
    "forwards uploads too": ({ routes }) => ({ routes: [...routes, route("/v1/files")] }),
    "forwards batches too": ({ routes }) => ({ routes: [...routes, route("/v1/messages/batches")] }),
    "forwards everything": () => ({ routes: [route("/")] }),
    "forwards nothing that is listed": () => ({ routes: [] }),
    "forwards what it cannot judge": () => ({ routes: [route("/v1/complete", { dialect: "none" })] }),
    "forwards GET": () => ({ routes: [route("/v1/responses", { method: "GET" })] }),
    "lets the provider search": () => ({ allowServerTools: ["web_search"] }),
    "lets the provider keep files": () => ({ betas: ["files-api-2025-04-14"] }),
    "asks a model that searches": ({ models }) => ({ models: [...models, "sonar-pro"] }),
    "asks any model": () => ({ models: [] }),
};

/** Only a network that filters names says which are approved. */
const elsewhere = { "goes to another host": () => ({ host: "collect.example.net" }) };

/** Row 132: the gateway's policy, as the web proxy registers it and its FILE is rendered. */
export const gateway: Operator = (plan) => {
    const filtered = plan.resources.some(
        ({ outputs }) => ((outputs.intent ?? {}) as Partial<NetworkIntent>).approvedDomains?.length,
    );
    return plan.resources
        .filter(({ outputs }) => outputs.role === "edge")
        .flatMap((edge) => {
            const intent = edge.outputs.intent as HostIntent;
            const policy = intent.gateway as GatewayPolicy;
            const [first, ...others] = policy.endpoints;
            return Object.entries(filtered ? { ...changes, ...elsewhere } : changes).map(([what, change]) => {
                const endpoints = [{ ...first, ...change(first) }, ...others];
                return {
                    id: `the gateway of ${edge.name} ${what}`,
                    family: "gateway",
                    rows: [132],
                    plan: withOutputs(plan, edge, { intent: { ...intent, gateway: { ...policy, endpoints } } }),
                };
            });
        });
};
