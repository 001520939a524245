import { createHash } from "node:crypto";
import { expect } from "chai";
import { estimate } from "../../analysis/cost";
import { drawDiagram } from "../../analysis/diagram";
import { connectionTable } from "../../analysis/diagram/table";
import type { Plan } from "../../model/plan";
import { renderReport, type ReportInput } from "../../preflight/report";
import { demoPlan, prodPlan } from "../analysis/fixtures/stacks";

function input(plan: Plan, more: Partial<ReportInput> = {}): ReportInput {
    const nothing = { violations: [], claims: [], exemptions: [], evaluated: false };
    return { plan, cost: estimate(plan), diagram: drawDiagram(plan), ...nothing, ...more };
}

const evaluated: Partial<ReportInput> = {
    evaluated: true,
    violations: [
        { pack: "isolation", rule: "no-public-ip", level: "advisory", urn: "urn:a", message: "has a public address" },
        { pack: "isolation", rule: "egress", level: "mandatory", urn: "urn:b", message: "reaches any address" },
    ],
    claims: [
        {
            id: "agent-internet",
            statement: "The agent reaches no internet",
            verdict: "proved",
            exempted: false,
            why: ["no route"],
            notes: ["rests on: routes"],
            trails: [
                {
                    asks: "a -> internet",
                    needs: "unreachable",
                    verdict: "unreachable",
                    hops: [],
                    reasons: ["no route"],
                },
                {
                    asks: "a -> b",
                    needs: "reachable",
                    verdict: "reachable",
                    hops: ["a -> b", "group g"],
                    reasons: ["tcp"],
                },
            ],
        },
        {
            id: "agent-dns",
            statement: "No unapproved name",
            verdict: "refuted",
            exempted: true,
            why: ["no DNS Firewall"],
            notes: [],
            trails: [
                {
                    asks: "a -> dns",
                    needs: "unreachable",
                    verdict: "reachable",
                    hops: ["resolver"],
                    reasons: ["no firewall"],
                },
            ],
        },
        {
            id: "agent-s3",
            statement: "No external bucket",
            verdict: "unknown",
            exempted: false,
            why: [],
            notes: [],
            trails: [
                { asks: "a -> s3", needs: "unreachable", verdict: "unknown", hops: [], reasons: ["policy not known"] },
            ],
        },
    ],
    exemptions: [{ rule: "egress", resource: "openhands", reason: "demo", expires: "2027-01-01", state: "used" }],
};

function text(page: string): string {
    return page
        .replace(/<style>[^]*<\/style>/, "")
        .replace(/<[^>]*>/g, " ")
        .replace(/\s+/g, " ");
}

describe("report", () => {
    it("summarizes stack, resources and cost, and says what was not evaluated", () => {
        const plan = prodPlan();
        const page = text(renderReport(input(plan)));
        expect(page).to.contain("Preflight of prod").and.contain("229.82 USD").and.contain("us-east-1");
        expect(page).to.contain(`Resources ${plan.resources.filter(({ custom }) => custom).length} and`);
        expect(page.match(/(Claims|Violations|Exemptions) not evaluated/g)).to.have.lengthOf(3);
        expect(page.match(/The evaluation of policies and claims is not part of this run/g)).to.have.lengthOf(3);
        expect(page).to.not.contain("No rule of either pack is violated");
    });

    it("shows claims with verdict and reasons, violations with level, exemptions with state", () => {
        const page = text(renderReport(input(prodPlan(), evaluated)));
        expect(page)
            .to.contain("1 of 3 proved")
            .and.contain("1 waived by exemption")
            .and.contain("1 mandatory 1 advisory");
        expect(page).to.contain("proved agent-internet The agent reaches no internet. 2 answers for it");
        expect(page).to.contain("rests on: routes");
        expect(page).to.contain(
            "refuted, exempted agent-dns No unapproved name. a -&gt; dns reachable resolver no firewall",
        );
        expect(page).to.contain("unknown agent-s3 No external bucket. a -&gt; s3 unknown policy not known");
        expect(page).to.contain("egress mandatory isolation reaches any address urn:b");
        expect(page).to.contain("egress openhands demo nobody is named 2027-01-01 used");
        expect(page).to.not.contain("is not part of this run");
    });

    it("draws a way hop by hop, a block as a barrier, and what is against the claim without a click", () => {
        const page = renderReport(input(prodPlan(), evaluated)).replace(/\s+/g, " ");
        expect(page).to.contain("<li>a -&gt; b</li> <li>group g</li>".replaceAll("</li> <li>", "</li><li>"));
        expect(page)
            .to.contain('<li class="barrier">no route</li>')
            .and.contain('<li class="doubt">policy not known</li>');
        const [proved, ...others] = page.split('<article class="claim">').slice(1);
        expect(proved).to.contain("<details>");
        for (const other of others) expect(other.split("</article>")[0]).to.not.contain("<details>");
    });

    it("says that nothing is violated only when it was evaluated", () => {
        const clean = { evaluated: true, violations: [], claims: [], exemptions: [] };
        const page = text(renderReport(input(prodPlan(), clean)));
        expect(page).to.contain("No rule of either pack is violated").and.contain("None: no rule is waived");
    });

    it("shows a violation that was handed over even when the run says that it evaluated nothing", () => {
        const page = text(renderReport(input(prodPlan(), { ...evaluated, evaluated: false })));
        expect(page).to.contain("reaches any address");
    });

    it("lists every connection, every cost line with its source, and every resource", () => {
        for (const plan of [prodPlan(), demoPlan()]) {
            const page = renderReport(input(plan));
            const { rows } = connectionTable(plan);
            const sure = rows.filter(({ certain }) => certain).length;
            expect(page.match(/class="tag good">allowed</g)).to.have.lengthOf(sure);
            expect(page.match(/class="tag warn">not certain</g) ?? []).to.have.lengthOf(rows.length - sure);
            expect(page.match(/>list price<\/a>/g)).to.have.lengthOf(estimate(plan).lines.length);
            for (const { name } of plan.resources.filter(({ custom }) => custom)) {
                expect(page).to.contain(`<th scope="row">${name}</th>`);
            }
        }
    });

    it("puts the requirements' figures beside the computed ones", () => {
        const page = text(renderReport(input(prodPlan())));
        expect(page)
            .to.contain("Total 128.32 229.82")
            .and.contain("NAT gateway 32.40 32.85")
            .and.contain("35 to 40 36.50");
    });

    it("is the same for the same input", () => {
        const make = (): string => renderReport(input(prodPlan(), evaluated));
        expect(make() === make()).to.be.true;
    });

    it("loads and runs nothing: one style, allowed by its hash, and links out only to price pages", () => {
        const page = renderReport(input(prodPlan(), evaluated));
        const style = /<style>([^]*)<\/style>/.exec(page)![1]!;
        const hash = createHash("sha256").update(style).digest("base64");
        expect(page).to.contain(`default-src &#39;none&#39;; style-src &#39;sha256-${hash}&#39;;`);
        expect(page).to.not.match(/<script|<iframe|<img|\sstyle=|\son[a-z]+=|@import|url\((?!#arrow)/i);
        for (const [, href] of page.matchAll(/\shref="([^"]*)"/g)) {
            expect(href).to.match(/^(#[a-z]+|data:,|https:\/\/aws\.amazon\.com\/.*)$/);
        }
    });

    it("escapes names, tags, messages and reasons", () => {
        const evil = `"><script>alert('x')</script>&lt;`;
        const plan = prodPlan();
        const resources = plan.resources.map((resource) => ({
            ...resource,
            name: evil + resource.name,
            props: resource.custom ? { ...resource.props, name: evil, description: evil, tags: { [evil]: evil } } : {},
        }));
        const hostile: Plan = { stack: evil, resources };
        const page = renderReport(
            input(hostile, {
                evaluated: true,
                violations: [{ pack: evil, rule: evil, level: "mandatory", urn: evil, message: evil }],
                claims: [
                    {
                        id: evil,
                        statement: evil,
                        verdict: "refuted",
                        exempted: false,
                        why: [evil],
                        notes: [evil],
                        trails: [{ asks: evil, needs: "reachable", verdict: "unknown", hops: [evil], reasons: [evil] }],
                    },
                ],
                exemptions: [{ rule: evil, resource: evil, reason: evil, expires: evil, state: "expired" }],
            }),
        );
        expect(page).to.not.match(/<script/i);
        expect(page).to.contain("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;lt;");
    });

    it("has landmarks, one h1, captions and scoped heads, and no heading level left out", () => {
        const page = renderReport(input(prodPlan(), evaluated));
        for (const landmark of ["header", "nav", "main", "footer"]) {
            expect(page.match(new RegExp(`<${landmark}[ >]`, "g")), landmark).to.have.lengthOf(1);
        }
        expect(page.match(/<h1/g)).to.have.lengthOf(1);
        const tables = page.match(/<table/g)!.length;
        expect(page.match(/<caption/g)).to.have.lengthOf(tables);
        expect(page).to.not.match(/<th(?! scope=)[ >]/);
        const levels = [...page.matchAll(/<h(\d)/g)].map((match) => Number(match[1]));
        levels.reduce((previous, level) => {
            expect(level - previous).to.be.at.most(1);
            return level;
        }, 0);
        const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map((match) => match[1]);
        expect(new Set(ids).size).to.equal(ids.length);
        for (const [, target] of page.matchAll(/href="#([^"]*)"/g)) expect(ids).to.contain(target);
    });
});
