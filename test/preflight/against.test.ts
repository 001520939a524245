import { expect } from "chai";
import { estimate } from "../../analysis/cost";
import type { Plan, PlanResource } from "../../model/plan";
import { judge } from "../../preflight/evaluate";
import { changesSince, earlierResults, titledChanges } from "../../preflight/output/against";
import { asJson, preflight, type Preflight, settingsOf } from "../../preflight/preflight";
import { againstText } from "../../preflight/summary";
import { verdictOf } from "../../preflight/verdict";

describe("preflight --against", () => {
    let prod: Preflight;
    let earlier: ReturnType<typeof earlierResults>;
    before(async () => {
        prod = await preflight("prod");
        earlier = earlierResults(JSON.stringify(asJson(prod)), "before.json");
    });

    /** The same stack with another plan, judged as preflight judges it. */
    function judged(plan: Plan, supplied = {}): Preflight {
        const judgement = judge(plan, settingsOf("prod"));
        const cost = estimate(plan, { supplied });
        return { ...prod, plan, ...judgement, cost, verdict: verdictOf(judgement) };
    }
    const props = (name: string, type: string, change: Record<string, unknown>) => (resource: PlanResource) =>
        resource.name === name && resource.type.endsWith(type)
            ? [{ ...resource, props: { ...resource.props, ...change } }]
            : [resource];
    const without = (name: string, type: string) => (resource: PlanResource) =>
        resource.name === name && resource.type.endsWith(type) ? [] : [resource];
    const planWith = (change: (resource: PlanResource) => PlanResource[]): Plan => {
        const resources = prod.plan.resources.flatMap(change);
        expect(JSON.stringify(resources)).to.not.equal(JSON.stringify(prod.plan.resources));
        return { stack: "prod", resources };
    };
    /** A copy of a resource beside it. */
    const twin = (name: string, type: string, change: Record<string, unknown>) => (resource: PlanResource) =>
        resource.name === name && resource.type.endsWith(type)
            ? [
                  resource,
                  {
                      ...resource,
                      urn: `${resource.urn}-2`,
                      id: `${resource.id}2`,
                      name: `${name}-2`,
                      props: { ...resource.props, ...change },
                  },
              ]
            : [resource];
    const kinds = (now: Preflight) => titledChanges(changesSince(earlier, now)!).map(([title]) => title);
    const all = (now: Preflight) => againstText("before.json", changesSince(earlier, now));

    it("says nothing of the same plan", () => {
        expect(kinds(prod)).to.deep.equal([]);
        expect(all(prod)).to.equal("Against before.json: nothing changed");
    });

    const ingress = "SecurityGroupIngressRule";
    const changes: [what: string, change: (resource: PlanResource) => PlanResource[], says: readonly RegExp[]][] = [
        [
            "a public address",
            props("openhands", "instance:Instance", { associatePublicIpAddress: true }),
            [
                /Accepted -> Refused/,
                /no-public-address: proved -> refuted/,
                /now broken: mandatory no-public-ip \(openhands\)/,
                /a month: .*\+3\.65\)/,
                /public IPv4 address of openhands: nothing -> 3\.65/,
            ],
        ],
        [
            "an ingress point to any address",
            twin("web-proxy-clients-443-203.0.113.0-24", ingress, { cidrIpv4: "0.0.0.0/0" }),
            [/now broken: mandatory/, /new: web-proxy-clients-443-203\.0\.113\.0-24-2/],
        ],
        [
            "an ingress point that is closed",
            without("verifier-clients-443-203.0.113.0-24", ingress),
            [
                /closed: Authorized users \(203\.0\.113\.0\/24\) -> .*tcp 443/,
                /gone: verifier-clients-443-203\.0\.113\.0-24/,
            ],
        ],
        [
            "users whom the network ACL does not know",
            props("verifier-clients-443-203.0.113.0-24", ingress, { cidrIpv4: "203.0.112.0/24" }),
            [/closed: .*203\.0\.113\.0\/24.* -> ALB/],
        ],
        [
            "a larger host",
            props("openhands", "instance:Instance", { instanceType: "t3.xlarge" }),
            [
                /a month: .*\(\+60\.73\)/,
                /t3\.large instance of openhands: 60\.74 -> nothing/,
                /t3\.xlarge instance of openhands: nothing -> 121\.47/,
            ],
        ],
        [
            "a host whose price nobody knows",
            props("openhands", "instance:Instance", { instanceType: "m7i.xlarge" }),
            [/m7i\.xlarge instance of openhands: nothing -> unknown/, /\(-60\.74\)/],
        ],
        [
            "a bucket that anybody may read",
            without("artifacts", "bucketPublicAccessBlock:BucketPublicAccessBlock"),
            [/now broken: mandatory/, /gone: artifacts/],
        ],
        [
            "metadata without a token",
            props("verifier", "instance:Instance", { metadataOptions: { httpTokens: "optional" } }),
            [/now broken: mandatory imds/],
        ],
        [
            "a second disk",
            twin("openhands-data", "volume:Volume", { size: 50 }),
            [/50 GB gp3 volume of openhands-data-2: nothing -> 4\.00/, /new: openhands-data-2/],
        ],
        [
            "a second NAT gateway",
            twin("network-nat-0", "natGateway:NatGateway", {}),
            [/NAT gateway of network-nat-0-2: nothing -> 32\.85/, /new: network-nat-0-2/],
        ],
    ];
    for (const [what, change, says] of changes)
        it(`says what ${what} changes`, () => {
            const text = all(judged(planWith(change)));
            for (const each of says) expect(text).to.match(each);
        });

    it("keeps what is only dearer apart from what is less safe", () => {
        expect(
            kinds(judged(planWith(props("openhands", "instance:Instance", { instanceType: "t3.xlarge" })))),
        ).to.deep.equal(["Cost"]);
    });

    it("says what was broken and is no longer", () => {
        const broken = judged(
            planWith(props("verifier", "instance:Instance", { metadataOptions: { httpTokens: "optional" } })),
        );
        const was = earlierResults(JSON.stringify([asJson(broken)]), "before.json");
        expect(againstText("f", changesSince(was, prod)))
            .to.match(/Refused -> Accepted/)
            .and.match(/no longer broken: mandatory imds/);
    });

    it("says what became of exemptions, and of claims that are waived", () => {
        const exemption = {
            rule: "set-once",
            resource: "x",
            reason: "why",
            expires: "2027-01-01",
            state: "used",
        } as const;
        const claims = prod.claims.map((claim, i) =>
            i === 0 ? { ...claim, verdict: "refuted" as const, exempted: true } : claim,
        );
        const text = all({ ...prod, exemptions: [exemption], claims });
        expect(text)
            .to.include("new: set-once for x until 2027-01-01: why")
            .and.match(/: proved -> refuted, waived/);
    });

    it("takes a plan.json, which it judges as of today", () => {
        const old = planWith(props("openhands", "instance:Instance", { associatePublicIpAddress: true }));
        const was = earlierResults(JSON.stringify(old), "plan.json");
        expect(againstText("plan.json", changesSince(was, prod))).to.match(/no-public-address: refuted -> proved/);
        expect(
            titledChanges(changesSince(earlierResults(JSON.stringify(prod.plan), "plan.json"), prod)!),
        ).to.deep.equal([]);
    });

    it("says when there is no plan on one side, and when the file has no result of the stack", () => {
        const failed = { stack: "prod", accepted: false, error: "" } as const;
        expect(changesSince(earlier, failed)?.verdict).to.deep.equal(["Accepted -> Refused: this run has no plan"]);
        const was = earlierResults(JSON.stringify(failed), "f");
        expect(changesSince(was, prod)?.verdict).to.deep.equal(["Refused -> Accepted: the earlier run has no plan"]);
        expect(againstText("f", changesSince(earlier, { ...failed, stack: "dev" }))).to.equal(
            "Against f: it has no result of this stack",
        );
    });

    for (const text of [
        "",
        "{",
        "[]x",
        "3",
        "null",
        '{"stack":"prod"}',
        '{"stack":"prod","resources":[{}]}',
        '[{"stack":1,"resources":[]}]',
    ])
        it(`refuses ${text === "" ? "an empty file" : text} with what to write`, () =>
            expect(() => earlierResults(text, "f")).to.throw(/write one that `preflight --json` printed/));
});
