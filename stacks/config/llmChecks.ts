import { bedrockModelArns } from "../../model/bedrock";
import { prefixLength } from "../../model/cidr";
import { Naming } from "../../model/naming";
import { didYouMean, orMeant } from "./didYouMean";
import type { Problem } from "../config";
import type { PartialConfig } from "./checks";

/** Characters of a role's inline policies (IAM quotas), and what every host's statements and their syntax take of them. */
const rolePolicyQuota = 10_240;
const everyHostPolicy = 2_500;

export function llmProblems(config: PartialConfig): Problem[] {
    const { llm, region } = config;
    if (!llm) return [];
    const problems: Problem[] = roleProblems(config);
    const seen = new Map<string, string>();
    problems.push(...defaultModelProblems(llm));
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

/** The web proxy's role names every key and every model, in one policy. */
function roleProblems({ llm, stack, region = "us-east-1", account = "000000000000" }: PartialConfig): Problem[] {
    const naming = new Naming(stack, account, region);
    const arns = (llm?.endpoints ?? []).flatMap((endpoint) =>
        endpoint.kind === "https"
            ? naming.arn("secretsmanager", `secret:${endpoint.secretName}-??????`)
            : endpoint.models.flatMap((model) => bedrockModelArns(model, naming)),
    );
    const size = JSON.stringify(arns).length;
    if (size <= rolePolicyQuota - everyHostPolicy) return [];
    const fix =
        `name keys and models whose ARNs are ${size} characters of the web proxy's policy, and AWS takes ${rolePolicyQuota} ` +
        "in all: write fewer endpoints or models";
    return [{ key: "llm.endpoints", value: `${arns.length} keys and models`, fix }];
}

/** Conversations start with a model that the gateway would refuse when its endpoint lists models and this one is not among them. */
function defaultModelProblems({ endpoints, default: start }: NonNullable<PartialConfig["llm"]>): Problem[] {
    const endpoint = endpoints.find(({ name }) => name === start.endpoint);
    if (endpoint?.kind !== "bedrock") return [];
    const model = start.model.replace(/^bedrock\//, "");
    if (endpoint.models.includes(model)) return [];
    const fix = `is not a model of the endpoint ${endpoint.name}: ${didYouMean(model, endpoint.models, "models")}`;
    return [{ key: "llm.default.model", value: start.model, fix }];
}
