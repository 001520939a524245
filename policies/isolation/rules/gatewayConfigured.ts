import { bedrockPaths } from "@isolated-openhands/gateway/rules";
import { list, object, text } from "../../../analysis/graph/values";
import type { RegisteredEndpoint, RegisteredGateway } from "../../../model/gatewayPolicy";
import { modelsOf, pathsOf, type WrittenPath } from "../../../model/llmEndpoints";
import type { Settings } from "../../framework/context";

/** Where the gateway's policy, as the web proxy registers it, is not what the stack's configuration says. */
export function strangeGateway(gateway: RegisteredGateway | undefined, { llm }: Settings): string[] {
    if (gateway === undefined) return [];
    const { endpoints, default: start, maxBodyMb = 100, promptAudit = false } = object(llm);
    const written = list(endpoints).map(object);
    const { endpoint, model } = object(start);
    const whole = differences("the gateway", "llm", gateway, { default: endpoint, maxBodyMb, promptAudit });
    const each = gateway.endpoints.flatMap((own) => {
        const config = written.find(({ name }) => name === own.name);
        return config === undefined
            ? [`the gateway forwards to ${own.name}, which llm.endpoints does not name`]
            : differences(`the gateway's endpoint ${own.name}`, "llm.endpoints", own, meant(config, text(model) ?? ""));
    });
    return [...whole, ...each];
}

/** What the gateway lets through to an endpoint that is written so. */
function meant(config: Readonly<Record<string, unknown>>, defaultModel: string): Partial<RegisteredEndpoint> {
    const {
        kind,
        host,
        region,
        authHeader,
        models,
        betas = [],
        allowServerTools = [],
        limits = {},
        prices = {},
        secretScan = false,
    } = config;
    const isBedrock = kind === "bedrock";
    const paths = isBedrock ? bedrockPaths : pathsOf(list(config.paths) as WrittenPath[]);
    return {
        kind: isBedrock ? "bedrock" : "https",
        host: isBedrock ? `bedrock-runtime.${text(region)}.amazonaws.com` : text(host),
        port: 443,
        authHeader: isBedrock ? "authorization" : text(authHeader),
        routes: paths.map((path) => ({ method: "POST", ...path })),
        models: modelsOf(models as string[] | undefined, defaultModel),
        ...({ betas, allowServerTools, limits, prices, secretScan } as Partial<RegisteredEndpoint>),
    };
}

function differences(what: string, key: string, own: object, wanted: object): string[] {
    return Object.entries(wanted).flatMap(([field, value]) => {
        const given = (own as Readonly<Record<string, unknown>>)[field];
        return sorted(given) === sorted(value)
            ? []
            : [`${what} has ${field} ${JSON.stringify(given)}, and ${key} says ${JSON.stringify(value)}`];
    });
}

/** As text, with the names of maps in their order: which comes first means nothing. */
const sorted = (value: unknown): string =>
    JSON.stringify(value, (_, inner: unknown) =>
        typeof inner === "object" && inner !== null && !Array.isArray(inner)
            ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
            : inner,
    );
