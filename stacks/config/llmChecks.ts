import { bedrockStatements } from "../../model/bedrock";
import type { LlmEndpoint } from "../../model/config";
import { nested, prefixLength } from "../../model/cidr";
import { modelName } from "../../model/llmEndpoints";
import { Naming } from "../../model/naming";
import { didYouMean, orMeant } from "../../model/config/didYouMean";
import { gatewayProblems } from "./gatewayChecks";
import type { PartialConfig, Problem } from "./raw";

/** Characters of a role's inline policies (IAM quotas), and what every host's statements and their syntax take of them. */
const rolePolicyQuota = 10_240;
const everyHostPolicy = 3_900;

export function llmProblems(config: PartialConfig): Problem[] {
    const { llm, region } = config;
    if (!llm) return [];
    const problems: Problem[] = roleProblems(config);
    const seen = new Map<string, string>();
    problems.push(...defaultModelProblems(llm), ...gatewayProblems(llm));
    for (const [i, endpoint] of llm.endpoints.entries()) {
        const place = endpoint.kind === "https" ? endpoint.host : `bedrock in ${endpoint.region}`;
        for (const identity of [`name ${endpoint.name}`, place]) {
            const earlier = seen.get(identity);
            if (earlier) {
                const fix = `repeats ${earlier} (${identity}): write each endpoint once`;
                problems.push({ key: `llm.endpoints[${i}]`, value: endpoint.name, fix });
            }
            seen.set(identity, `llm.endpoints[${i}]`);
        }
        problems.push(...repeated(endpoint, `llm.endpoints[${i}]`));
        if (endpoint.kind === "https" && endpoint.cidrs.some((cidr) => prefixLength(cidr) < 8)) {
            const fix = "hold more than any provider publishes: write its published ranges, or leave cidrs out";
            problems.push({ key: `llm.endpoints[${i}].cidrs`, value: endpoint.cidrs, fix });
        }
        if (endpoint.kind === "bedrock" && region !== undefined && endpoint.region !== region) {
            const fix = `is not aws:region (${region}), and an interface endpoint reaches its own region only: write ${region}`;
            problems.push({ key: `llm.endpoints[${i}].region`, value: endpoint.region, fix });
        }
    }
    const names = llm.endpoints.map((endpoint) => endpoint.name);
    if (!names.includes(llm.default.endpoint)) {
        const fix = `names no endpoint: write one of ${names.join(", ")}${orMeant(llm.default.endpoint, names)}`;
        problems.push({ key: "llm.default.endpoint", value: llm.default.endpoint, fix });
    }
    return problems;
}

/** A call, model or block that is written twice was meant to be another, or somebody will fix one of the two. */
function repeated(endpoint: LlmEndpoint, place: string): Problem[] {
    const { models, betas } = endpoint;
    const ofHttps: Readonly<Record<string, readonly string[]>> =
        endpoint.kind === "https"
            ? { paths: endpoint.paths.map(({ path }) => path), allowServerTools: endpoint.allowServerTools }
            : {};
    const lists = { ...ofHttps, models, betas };
    const twice = Object.entries(lists).flatMap(([list, values]) =>
        values.flatMap((value, i) => {
            const first = values.indexOf(value);
            return first === i ? [] : { key: `${place}.${list}[${i}]`, value, fix: "is there twice: write it once" };
        }),
    );
    const cidrs = endpoint.kind === "https" ? endpoint.cidrs : [];
    const inner = nested(cidrs).map((i) => ({
        key: `${place}.cidrs[${i}]`,
        value: cidrs[i],
        fix: cidrs.indexOf(cidrs[i]) === i ? "is inside another entry: leave it out" : "is there twice: write it once",
    }));
    return [...twice, ...inner];
}

/** The web proxy's role names every key and every model, in one policy. */
function roleProblems({ llm, stack, region = "us-east-1", account = "000000000000" }: PartialConfig): Problem[] {
    const naming = new Naming(stack, account, region);
    const named = (llm?.endpoints ?? []).flatMap((endpoint): readonly ({ secret: string } | { model: string })[] =>
        endpoint.kind === "https"
            ? [{ secret: naming.arn("secretsmanager", `secret:${endpoint.secretName}-??????`) }]
            : endpoint.models.map((model) => ({ model })),
    );
    const sizeOf = (count: number) => {
        const first = named.slice(0, count);
        const secrets = first.flatMap((one) => ("secret" in one ? one.secret : []));
        const models = first.flatMap((one) => ("model" in one ? one.model : []));
        return JSON.stringify([secrets, bedrockStatements(models, naming)]).length;
    };
    const quota = rolePolicyQuota - everyHostPolicy;
    if (sizeOf(named.length) <= quota) return [];
    // An ARN has forty characters at least, so no more than these fit.
    const most = named.slice(0, quota / 40).findLastIndex((_, i) => sizeOf(i + 1) <= quota) + 1;
    const fix =
        `name keys and models whose ARNs are ${sizeOf(named.length)} characters of the web proxy's policy, and AWS takes ` +
        `${rolePolicyQuota} in all: write fewer endpoints or models, at most the first ${most}`;
    return [{ key: "llm.endpoints", value: `${named.length} keys and models`, fix }];
}

/** Conversations start with a model that the gateway would refuse when its endpoint lists models and this one is not among them. */
function defaultModelProblems({ endpoints, default: start }: NonNullable<PartialConfig["llm"]>): Problem[] {
    const models = endpoints.find(({ name }) => name === start.endpoint)?.models ?? [];
    const model = modelName(start.model);
    if (models.length === 0 || models.includes(model) || models.includes(start.model)) return [];
    const fix = `is not a model of the endpoint ${start.endpoint}: ${didYouMean(model, models, "models")}`;
    return [{ key: "llm.default.model", value: start.model, fix }];
}
