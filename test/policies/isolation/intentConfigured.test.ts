import { expect } from "chai";
import { fromPlan } from "../../../analysis/graph/resource";
import type { GatewayPolicy } from "../../../model/gatewayPolicy";
import type { HostIntent } from "../../../model/intent";
import type { Plan } from "../../../model/plan";
import { Context, type Settings } from "../../../policies/framework/context";
import { intentConfigured } from "../../../policies/isolation/rules/intentConfigured";
import { planned } from "../../fixtures/planned";

/** The configuration of Pulumi.prod.yaml, as far as the rule reads it. */
const settings = (change: Settings = {}): Settings => ({
    network: { mode: "nat-endpoints" },
    access: { authorizedCidrs: ["203.0.113.0/24"] },
    llm,
    ...change,
});

const anthropic = {
    name: "anthropic",
    kind: "https",
    host: "api.anthropic.com",
    paths: ["/v1/messages"],
    authHeader: "x-api-key",
    secretName: "llm/anthropic",
    betas: ["interleaved-thinking-2025-05-14"],
    limits: { requestsPerMinute: 240, concurrent: 16, tokensPerDay: 50_000_000 },
};
const llm = {
    endpoints: [anthropic],
    default: { endpoint: "anthropic", model: "anthropic/claude-sonnet-4-5-20250929" },
};

describe("intent-configured", () => {
    let plan: Plan;
    before(async () => {
        plan = (await planned("prod")).plan;
    });
    const said = (given: Settings | undefined, of = plan) =>
        intentConfigured
            .evaluate(new Context(fromPlan(of), given))
            .map(({ verdict, message }) => (message === "" ? verdict : `${verdict}: ${message}`));

    it("finds nothing where components mean what the configuration says", () => {
        expect(said(settings())).to.deep.equal(["compliant"]);
    });

    const mistakes: readonly (readonly [what: string, change: Settings, found: string])[] = [
        [
            "an ingress point for outsiders",
            { access: { authorizedCidrs: ["198.51.100.0/24"] } },
            "203.0.113.0/24 counts as",
        ],
        ["no authorized CIDR at all", { access: {} }, "203.0.113.0/24 counts as authorized"],
        ["another mode", { network: { mode: "nat" } }, "the network is nat-endpoints, network.mode is nat"],
        ["a name nobody approved", { llm: { endpoints: [] } }, "api.anthropic.com counts as approved"],
    ];
    for (const [what, change, found] of mistakes) {
        it(`names ${what}`, () => {
            const [first] = said(settings(change));
            expect(first).to.include("non-compliant").and.to.include(found);
        });
    }

    it("names a secret, a model, a certificate and a zone that the configuration does not", () => {
        const uses = {
            address: "10.0.2.10",
            secretNames: ["db/main"],
            models: ["m"],
            certificateSecretArn: "arn:s",
            acme: { hostedZoneId: "Z1", host: "h" },
        };
        const resources = plan.resources.map((one) =>
            one.outputs.role === "edge"
                ? { ...one, outputs: { ...one.outputs, intent: { ...(one.outputs.intent as object), uses } } }
                : one,
        );
        const all = said(settings(), { ...plan, resources });
        for (const what of ["db/main", "m", "arn:s", "Z1", "h"])
            expect(all.join("\n")).to.include(`the web proxy's role is for ${what}, which`);
    });

    describe("holds the gateway's policy to the stack file", () => {
        type Change = (policy: GatewayPolicy) => object;
        const gateway = (change: Change): Plan => ({
            ...plan,
            resources: plan.resources.map((one) => {
                if (one.outputs.role !== "edge") return one;
                const intent = one.outputs.intent as HostIntent;
                const policy = intent.gateway as GatewayPolicy;
                return {
                    ...one,
                    outputs: { ...one.outputs, intent: { ...intent, gateway: { ...policy, ...change(policy) } } },
                };
            }),
        });
        const first =
            (change: object): Change =>
            ({ endpoints: [one] }) => ({ endpoints: [{ ...one, ...change }] });
        const differing: readonly (readonly [what: string, change: Change, found: string])[] = [
            ["another host", first({ host: "llm.example.net" }), 'endpoint anthropic has host "llm.example.net"'],
            ["another port", first({ port: 8443 }), "has port 8443"],
            [
                "another call",
                first({ routes: [{ method: "POST", path: "/v1/chat/completions", dialect: "openai-chat" }] }),
                "has routes",
            ],
            ["a model more", first({ models: ["claude-sonnet-4-5-20250929", "claude-opus-4-6"] }), "has models"],
            [
                "a beta value more",
                first({ betas: ["interleaved-thinking-2025-05-14", "effort-2025-11-24"] }),
                "has betas",
            ],
            ["a server tool", first({ allowServerTools: ["web_search"] }), 'has allowServerTools ["web_search"]'],
            ["a scan for secrets that config does not ask for", first({ secretScan: true }), "has secretScan true"],
            ["another header", first({ authHeader: "x-other-key" }), "has authHeader"],
            ["limits taken away", first({ limits: {} }), "has limits {}, and llm.endpoints says"],
            [
                "an endpoint that config does not name",
                ({ endpoints }) => ({ endpoints: [...endpoints, { ...endpoints[0], name: "other" }] }),
                "the gateway forwards to other, which llm.endpoints does not name",
            ],
            [
                "prompts that are kept",
                () => ({ promptAudit: true }),
                "the gateway has promptAudit true, and llm says false",
            ],
        ];
        for (const [what, change, found] of differing)
            it(`and names ${what}`, () => expect(said(settings(), gateway(change)).join("\n")).to.include(found));
    });

    it("reads the intent, not only the configuration", () => {
        const widened = JSON.parse(JSON.stringify(plan).replaceAll("203.0.113.0/24", "0.0.0.0/0")) as Plan;
        expect(said(settings(), widened)[0]).to.include("0.0.0.0/0 counts as authorized");
    });

    it("does not apply where there is no configuration, as in `pulumi policy analyze`", () => {
        expect(said(undefined)[0]).to.match(/^not-applicable/);
    });
});
