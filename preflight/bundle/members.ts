import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Plan } from "../../model/plan";
import { registeredGateway } from "../../model/gatewayPolicy";
import { type Preflight, settingsOf } from "../preflight";
import { verdictWord } from "../verdict";
import { type Members, sha256 } from "./archive";
import { answer, ruleResults } from "./results";
import { cisControls, securityPillar } from "./frameworks";
import { evidencePage } from "./page";
import type { TwinPart } from "./twin";

/** Files of an archive. The page comes last: it has the hashes of all the others. */
export function membersOf(root: string, known: Preflight, twin: TwinPart, signedBy: string): Members {
    const { plan, about, approved, cost, claims, exemptions, violations, verdict } = known;
    const rules = ruleResults(plan, settingsOf(plan.stack), known);
    const questions = {
        securityPillar: securityPillar.map((question) => answer(question, rules, claims)),
        cis: cisControls.map((question) => answer(question, rules, claims)),
    };
    const planText = json(plan);
    const dns = resolvable(plan);
    const gateway = gatewayOf(plan);
    const described = {
        stack: plan.stack,
        verdict: verdictWord(verdict),
        reasons: verdict.reasons,
        ...about,
        hashes: {
            plan: `sha256:${sha256(planText)}`,
            lockfile: `sha256:${sha256(readFileSync(join(root, "package-lock.json")))}`,
            hostBundles: bundlesOf(plan),
        },
        twin: "missing" in twin ? twin.missing : "twin.json",
        signedBy: `sha256:${signedBy}`,
    };
    const files = new Map<string, Buffer>(
        Object.entries({
            "about.json": json(described),
            "plan.json": planText,
            "claims.json": json(claims),
            "policies.json": json({ rules, violations }),
            "exemptions.json": json(exemptions),
            "allowlist.json": json({ resolvableNames: dns, ...approved }),
            "gateway-policy.json": json(gateway ?? null),
            "cost.json": json(cost),
            "frameworks.json": json(questions),
            "diagram.svg": known.diagram,
            "report.html": known.report,
            ...("text" in twin && { "twin.json": twin.text }),
        }).map(([name, text]) => [name, Buffer.from(text)]),
    );
    const hashes = [...files].map(([name, content]) => [name, sha256(content)] as const);
    const page = evidencePage({ known, twin, rules, questions, dns, gateway, hashes, signedBy, described });
    return files.set("index.html", Buffer.from(page));
}

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

const domains = z.object({ domains: z.array(z.string()) });

/** Names that hosts can resolve; "*" is the list that is blocked. Null where nothing filters names, as in the default VPC. */
function resolvable({ resources }: Plan): readonly string[] | null {
    const lists = resources.filter(
        ({ type }) => type === "aws:route53/resolverFirewallDomainList:ResolverFirewallDomainList",
    );
    const names = lists.flatMap(({ props }) => domains.parse(props).domains).filter((name) => name !== "*");
    return lists.length === 0 ? null : names.sort();
}

const registering = z.object({ intent: z.object({ gateway: registeredGateway }) });

function gatewayOf({ resources }: Plan): z.infer<typeof registeredGateway> | undefined {
    const found = resources.map(({ outputs }) => registering.safeParse(outputs)).find(({ success }) => success);
    return found?.data?.intent.gateway;
}

/** What each host fetches and runs, by the hash that it compares (docs/stage.md). */
function bundlesOf({ resources }: Plan): Record<string, string> {
    const objects = resources.filter(({ type }) => type === "aws:s3/bucketObjectv2:BucketObjectv2");
    const keys = objects.map(
        ({ name, props }) => [name, /([0-9a-f]{64})\.tar\.gz$/.exec(String(props.key))?.[1]] as const,
    );
    return Object.fromEntries(keys.flatMap(([name, hash]) => (hash === undefined ? [] : [[name, hash]])));
}
