import { isIP } from "node:net";
import * as z from "zod";

import { pin } from "./clients";
import { dialects } from "./dialects/index";
import {
    invalidEndpointHost,
    invalidEndpointName,
    invalidKeyHeader,
    invalidOperation,
    invalidPath,
    selfReachingModel,
    invalidServerTool,
    specialAddress,
} from "./rules";

const strings = z.array(z.string().min(1));
const limits = z.strictObject({
    concurrent: z.number().int().positive().optional(),
    requestsPerMinute: z.number().int().positive().optional(),
    tokensPerDay: z.number().int().positive().optional(),
    usdPerDay: z.number().positive().optional(),
});
const price = z.strictObject({
    inputUsdPerMillion: z.number().nonnegative(),
    outputUsdPerMillion: z.number().nonnegative(),
});
const endpoint = z.strictObject({
    name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "small letters, digits and hyphens"),
    kind: z.enum(["https", "bedrock"]),
    host: z.string(),
    port: z.number().int().min(1).max(65535).default(443),
    addresses: z.array(z.string().refine((address) => isIP(address) > 0, "an IP address")).optional(),
    caFile: z.string().optional(),
    keyFile: z.string().min(1),
    authHeader: z.string(),
    routes: z.array(z.strictObject({ method: z.literal("POST"), path: z.string(), dialect: z.string() })).min(1),
    models: strings.min(1),
    betas: strings.default([]),
    allowServerTools: strings.default([]),
    secretScan: z.boolean().default(false),
    limits: limits.default({}),
    prices: z.record(z.string(), price).default({}),
});
const file = z.strictObject({
    listen: z.string(),
    tls: z.strictObject({ certFile: z.string(), keyFile: z.string() }).optional(),
    clients: z
        .array(
            z.strictObject({
                name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._@-]{0,62}$/, "letters, digits and . _ @ -"),
                certSha256: z
                    .string()
                    .regex(
                        /^(?:[0-9a-f]{64}|[0-9a-f]{2}(?::[0-9a-f]{2}){31})$/i,
                        "64 hex digits, as openssl x509 prints",
                    ),
            }),
        )
        .default([]),
    endpoints: z.array(endpoint).min(1),
    default: z.string().optional(),
    auditFile: z.string().min(1),
    maxBodyMb: z.number().positive().max(1024).default(100),
    promptAudit: z.boolean().default(false),
});

export type GatewayConfig = z.infer<typeof file>;
export type Endpoint = GatewayConfig["endpoints"][number];

/** The config, or every problem of it at once, each naming the field and the fix. */
export function parseConfig(text: string): { config: GatewayConfig } | { problems: string[] } {
    let json: unknown;
    try {
        json = JSON.parse(text);
    } catch (error) {
        return { problems: [`the file is not JSON: ${(error as Error).message}`] };
    }
    const parsed = file.safeParse(json);
    if (!parsed.success) {
        return {
            problems: parsed.error.issues.map((issue) => `${issue.path.join(".") || "the file"}: ${issue.message}`),
        };
    }
    const problems = [...listenProblems(parsed.data), ...parsed.data.endpoints.flatMap(endpointProblems)];
    return problems.length > 0 ? { problems } : { config: parsed.data };
}

function listenProblems({ listen, tls, clients, endpoints, ...config }: GatewayConfig): string[] {
    const problems: string[] = [];
    const address = /^(?:\[([0-9a-f:]+)\]|([^:]+)):(\d{1,5})$/.exec(listen);
    const host = address?.[1] ?? address?.[2] ?? "";
    if (isIP(host) === 0 || Number(address?.[3]) > 65535) {
        problems.push(`listen: ${JSON.stringify(listen)} is not ADDRESS:PORT; write 127.0.0.1:4000`);
    } else if (!tls && !/^127\.|^::1$/.test(host)) {
        problems.push(
            `listen: without tls the gateway listens on loopback only; write 127.0.0.1:${address?.[3]} or add tls`,
        );
    }
    problems.push(...clientProblems(tls, clients));
    const names = endpoints.map(({ name }) => name);
    for (const name of twice(names)) problems.push(`endpoints: ${name} stands twice`);
    if (config.default !== undefined && !names.includes(config.default)) {
        problems.push(`default: ${config.default} is no endpoint; one of ${names.join(", ")}`);
    }
    return problems;
}

const twice = (values: readonly string[]): Set<string> =>
    new Set(values.filter((value, index) => values.indexOf(value) !== index));

function clientProblems(tls: GatewayConfig["tls"], clients: GatewayConfig["clients"]): string[] {
    const problems: string[] = [];
    if (!tls && clients.length > 0)
        problems.push("clients: without tls no client can be told from another; add tls, or leave clients out");
    if (tls && clients.length === 0)
        problems.push("clients: with tls nobody is a client until listed; write {name, certSha256}");
    for (const sha256 of twice(clients.map(({ certSha256 }) => pin(certSha256))))
        problems.push(`clients: the certificate ${sha256} stands twice`);
    if (clients.some(({ name }) => name === "local"))
        problems.push("clients: local is the name of callers without tls; choose another");
    return problems;
}

function endpointProblems(endpoint: Endpoint): string[] {
    const at = `endpoints.${endpoint.name}`;
    const problems: string[] = [];
    const say = (field: string, problem: string | undefined): void => {
        if (problem !== undefined) problems.push(`${at}.${field}: ${problem}`);
    };
    /** The rules' words go behind the value that they are about. */
    const fault = (field: string, value: string, found: string | undefined): void =>
        say(field, found && `${JSON.stringify(value)} ${found}`);
    fault("name", endpoint.name, invalidEndpointName(endpoint.name));
    fault("host", endpoint.host, invalidEndpointHost(endpoint.host));
    for (const address of endpoint.addresses ?? []) {
        // An operator wrote it: a private address is an interface endpoint, loopback is a test.
        if (specialAddress(address, { privateAllowed: true }))
            say("addresses", `${address} is never an endpoint's address`);
    }
    fault("authHeader", endpoint.authHeader, invalidKeyHeader(endpoint.authHeader.toLowerCase()));
    for (const model of endpoint.models) {
        if (selfReachingModel(model) && endpoint.allowServerTools.length === 0)
            say(
                "models",
                `${model} reaches out by itself: the provider would fetch for the client; allowServerTools exempts it`,
            );
    }
    for (const model of Object.keys(endpoint.prices)) {
        if (!endpoint.models.includes(model)) say("prices", `${model} is none of the endpoint's models`);
    }
    if (endpoint.limits.usdPerDay !== undefined) {
        for (const model of endpoint.models.filter((name) => !Object.hasOwn(endpoint.prices, name)))
            say("limits", `usdPerDay cannot be counted: ${model} has no price; write it in prices`);
    }
    const paths = endpoint.routes.map(({ path }) => path);
    for (const { path, dialect } of endpoint.routes) {
        fault("routes", path, invalidPath(path));
        if (!Object.hasOwn(dialects, dialect)) {
            say(
                "routes",
                `${path} names the dialect ${JSON.stringify(dialect)}; one of ${Object.keys(dialects).join(", ")}`,
            );
        }
        fault("routes", path, invalidOperation(path, dialect));
    }
    if (new Set(paths).size < paths.length) say("routes", "a path stands twice");
    const spoken = endpoint.routes.map(({ dialect }) => dialect);
    for (const tool of endpoint.allowServerTools) fault("allowServerTools", tool, invalidServerTool(tool, spoken));
    return problems;
}
