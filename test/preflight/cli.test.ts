import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { copyTree } from "../fixtures/tree";

/** The command as a person or a script runs it, in a copy of the tree so that stack files may be changed. */
describe("npm run -s preflight", () => {
    let folder: string;
    before(() => {
        folder = mkdtempSync(join(tmpdir(), "preflight-"));
        copyTree(folder);
    });
    after(() => rmSync(folder, { recursive: true, force: true }));

    const preflight = (...args: string[]) => {
        const command = ["run", "-s", "preflight", "--", ...args];
        return spawnSync("npm", command, { cwd: folder, encoding: "utf8", maxBuffer: 2 ** 28 });
    };
    const read = (...path: string[]) => readFileSync(join(folder, ...path), "utf8");
    const withFile = <T>(name: string, text: string, action: () => T): T => {
        const file = join(folder, name);
        const before = existsSync(file) ? readFileSync(file, "utf8") : undefined;
        writeFileSync(file, text);
        try {
            return action();
        } finally {
            if (before === undefined) rmSync(file);
            else writeFileSync(file, before);
        }
    };

    it("plans every stack, prints a table of each and writes the evidence", () => {
        const { status, stdout } = preflight();
        expect(status).to.equal(0);
        for (const stack of ["dev", "prod"]) {
            expect(stdout).to.match(new RegExp(`^${stack}, all +\\d+ +\\d+\\.\\d\\d$`, "m"));
            expect(stdout).to.include(`Evidence: evidence/${stack}/`);
            expect(readdirSync(join(folder, "evidence", stack))).to.have.members([
                "claims.json",
                "cost.json",
                "diagram.svg",
                "plan.json",
                "report.html",
            ]);
            const plan = JSON.parse(read("evidence", stack, "plan.json"));
            expect(Object.keys(plan)).to.deep.equal(["stack", "resources"]);
            expect(plan.stack).to.equal(stack);
            expect(read("evidence", stack, "diagram.svg")).to.match(/^<svg /);
            expect(read("evidence", stack, "report.html")).to.match(/^<!doctype html>/);
            const cost = JSON.parse(read("evidence", stack, "cost.json"));
            expect(cost.currency).to.equal("USD");
            expect(stdout).to.include(cost.monthly.toFixed(2));
        }
        expect(stdout).to.include("Claims: 10 of 10 proved");
        expect(stdout).to.match(/waived: no-public-address/);
        expect(stdout).to.match(/exempt until \d{4}-\d\d-\d\d: agent-egress-only for openhands: /);
    });

    it("writes the same bytes the next time", () => {
        const names = ["claims.json", "cost.json", "diagram.svg", "plan.json", "report.html"];
        const evidence = () => names.map((name) => read("evidence", "prod", name));
        const first = evidence();
        expect(preflight("--stack", "prod").status).to.equal(0);
        expect(evidence()).to.deep.equal(first);
    });

    it("prints with --json one object for one stack and nothing else, even when the program prints", () => {
        const noisy = `console.log("noise");\n${read("index.ts")}`;
        const { status, stdout } = withFile("index.ts", noisy, () => preflight("--stack", "dev", "--json"));
        expect(status).to.equal(0);
        const result = JSON.parse(stdout);
        expect(Object.keys(result)).to.deep.equal([
            "stack",
            "accepted",
            "resources",
            "violations",
            "claims",
            "exemptions",
            "cost",
        ]);
        expect(result.accepted).to.equal(true);
        expect(Object.keys(result.resources[0])).to.have.members(
            "urn id type name parent custom protect props outputs dependencies propertyDependencies".split(" "),
        );
        expect(Object.keys(result.cost)).to.deep.equal(["currency", "monthly", "lines"]);
        expect(Object.keys(result.cost.lines[0])).to.deep.equal(["urn", "item", "monthly"]);
        expect({ stack: result.stack, resources: result.resources }).to.deep.equal(
            JSON.parse(read("evidence", "dev", "plan.json")),
        );
    });

    it("prints with --json a list for several stacks, and writes where --out says", () => {
        const { status, stdout } = preflight("--json", "--out", "elsewhere");
        expect(status).to.equal(0);
        expect(JSON.parse(stdout).map(({ stack }: { stack: string }) => stack)).to.deep.equal(["dev", "prod"]);
        expect(readdirSync(join(folder, "elsewhere"))).to.have.members(["dev", "prod"]);
    });

    it("writes Markdown, SARIF and JUnit where it is told, and says what changed since an earlier result", () => {
        const before = preflight("--json", "--stack", "prod");
        writeFileSync(join(folder, "before.json"), before.stdout);
        const other = read("Pulumi.prod.yaml").replace("203.0.113.0/24", "203.0.112.0/24");
        const files = ["--summary", "made/s.md", "--sarif", "made/s.sarif", "--junit", "made/j.xml"];
        const { status, stdout } = withFile("Pulumi.prod.yaml", other, () =>
            preflight("--against", "before.json", ...files),
        );
        expect(status).to.equal(0);
        expect(stdout).to.include("Against before.json: it has no result of this stack");
        expect(stdout)
            .to.match(/^ {4}opened: Authorized users \(203\.0\.112\.0\/24\) -> NLB openhands-nlb, tcp 443$/m)
            .and.match(/^ {4}closed: Authorized users \(203\.0\.113\.0\/24\) -> NLB openhands-nlb, tcp 443$/m);
        expect(read("made", "s.md")).to.include("## prod: Accepted").and.include("### What changed");
        expect(JSON.parse(read("made", "s.sarif")).version).to.equal("2.1.0");
        expect(read("made", "j.xml")).to.include('<testsuite name="prod"');
        const json = withFile("Pulumi.prod.yaml", other, () =>
            preflight("--against", "before.json", "--json", "--stack", "prod"),
        );
        expect(JSON.parse(json.stdout).changes.connections).to.not.be.empty;
        expect(JSON.parse(json.stdout).changes.claims).to.deep.equal([]);
    });

    it("explains itself with --help", () => {
        const { status, stdout } = preflight("--help");
        expect(status).to.equal(0);
        expect(stdout).to.include("--stack NAME").and.include("one object for one stack, a list for several");
    });

    for (const [what, args, said] of [
        ["a stack that is not there", ["--stack", "qa"], "no stack qa; the stacks are dev, prod"],
        ["a flag that is not there", ["--stak", "dev"], "'--stak'"],
        ["a word that is not a flag", ["dev"], "'dev'"],
        ["a flag without its value", ["--stack"], "--stack"],
        ["an earlier result that is not there", ["--against", "nothing.json"], "--against nothing.json cannot be read"],
        ["an earlier result that is none", ["--against", "package.json"], "holds no result of a stack"],
    ] as const) {
        it(`ends with 2 for ${what}, and says what there is`, () => {
            const { status, stdout, stderr } = preflight(...args);
            expect(status).to.equal(2);
            expect(stdout).to.equal("");
            expect(stderr).to.include(said).and.include("--stack NAME");
        });
    }

    it("says the verdict first, then what it is about and what it lets in and out", () => {
        const { stdout } = preflight();
        const [dev, prod] = stdout.split(/^(?=prod: )/m);
        expect(dev.trim()).to.match(
            /^dev: Accepted, not isolated\n {2}no mandatory rule is broken, \d+ of \d+ claims are proved\n/,
        );
        expect(prod).to.match(/^prod: Accepted\n {2}no mandatory rule is broken, (\d+) of \1 claims are proved\n/);
        expect(prod).to.match(/commit no git repository, configuration sha256:[0-9a-f]{12}, \d{4}-\d\d-\d\d\n/);
        expect(prod).to.match(/account 111122223333 \(pinned\), us-east-1; isolated-openhands 0\.1\.0, Node \d+/);
        expect(prod).to.include(
            "LLM anthropic: https://api.anthropic.com /v1/messages; models: claude-sonnet-4-5-20250929\n",
        );
        expect(prod).to.include("7 values of examples are still in the stack file; npm run up refuses them:");
        expect(prod).to.include('host.amiId = "ami-0123456789abcdef0": is an id of examples');
        expect(prod).to.include("may sign in: alice, from 203.0.113.0/24; SSH: none: Session Manager only");
        expect(dev).to.match(
            /exempt until [\d-]+: agent-egress-only for openhands: .* \(owner: whoever deploys the demo\)/,
        );
        const page = read("evidence", "dev", "report.html");
        expect(page).to.match(/<p class="verdict warn">Accepted, not isolated<\/p>/);
        expect(page.indexOf('id="verdict"')).to.be.lessThan(page.indexOf('id="summary"'));
        expect(page).to.include("an example: the stack pins none").and.include("whoever deploys the demo");
        expect(page).to.include("3 values of examples are still in the stack file");
    });

    it("ends with 1 for a wrong stack file: every problem, no trace; with --json as data beside the other stacks", () => {
        const wrong = read("Pulumi.dev.yaml")
            .replace("[203.0.113.0/24]", "[0.0.0.0/0]")
            .replace("profile: demo", "profile: demon");
        const { status, stdout, stderr } = withFile("Pulumi.dev.yaml", wrong, () => preflight("--json"));
        expect(status).to.equal(1);
        expect(stderr).to.include("Pulumi.dev.yaml has 2 problems; nothing was planned.");
        expect(stderr).to.not.match(/^\s+at /m);
        const [dev, prod] = JSON.parse(stdout);
        expect([dev.stack, dev.accepted, Object.keys(dev)]).to.deep.equal([
            "dev",
            false,
            ["stack", "accepted", "error", "problems"],
        ]);
        expect(dev.problems).to.deep.include({
            key: "isolated-openhands:profile",
            value: "demon",
            fix: "write one of demo, prod: did you mean demo?",
        });
        expect([prod.stack, prod.accepted, prod.claims.length > 0]).to.deep.equal(["prod", true, true]);
        const table = withFile("Pulumi.dev.yaml", wrong, () => preflight());
        expect(table.status).to.equal(1);
        expect(table.stdout)
            .to.match(/^prod, all/m)
            .and.match(/^dev: Refused$/m)
            .and.not.match(/^dev, all/m);
    });

    it("prints one object with --json for one stack that cannot be planned", () => {
        const wrong = read("Pulumi.dev.yaml").replace("profile: demo", "profile: demon");
        const { status, stdout } = withFile("Pulumi.dev.yaml", wrong, () => preflight("--json", "--stack", "dev"));
        expect([status, JSON.parse(stdout).accepted]).to.deep.equal([1, false]);
    });

    it("ends with 1 for a program that never ends, says so, and still reports the other stacks", () => {
        const endless = read("index.ts").replace(
            /export = async \(\).*\{\n/,
            (start) => `${start}    if (pulumi.getStack() === "dev") await new Promise(() => {});\n`,
        );
        expect(endless).to.not.equal(read("index.ts"));
        const { status, stdout, stderr } = withFile("index.ts", endless, () => preflight("--json"));
        expect(status).to.equal(1);
        expect(stderr).to.include("did not finish");
        const [dev, prod] = JSON.parse(stdout);
        expect([dev.accepted, prod.accepted]).to.deep.equal([false, true]);
        expect(dev.error).to.include("did not finish");
    });

    it("ends with 1 for two resources with one URN, and names it", () => {
        const twice =
            'import * as aws from "@pulumi/aws";\nexport = async () => {\n' +
            '    for (const _ of [1, 2]) new aws.ec2.Vpc("v", { cidrBlock: "10.0.0.0/16" });\n};\n';
        const { status, stderr } = withFile("index.ts", twice, () => preflight("--stack", "dev"));
        expect(status).to.equal(1);
        expect(stderr).to.include("two resources have the URN urn:pulumi:dev::isolated-openhands::aws:ec2/vpc:Vpc::v");
        expect(stderr).to.not.match(/^\s+at /m);
    });

    describe("for an instance type without a list price", () => {
        const larger = (more = "") =>
            read("Pulumi.prod.yaml").replace("instanceType: t3.large", "instanceType: m7i.xlarge") + more;
        const run = (text: string, ...args: string[]) =>
            withFile("Pulumi.prod.yaml", text, () => preflight("--stack", "prod", ...args));

        it("plans and proves all the same, and says that its cost is unknown: on the terminal, as data, in the report", () => {
            const { status, stdout } = run(larger());
            expect(status).to.equal(0);
            expect(stdout)
                .to.match(/^openhands +\d+ +\d+\.\d\d\+$/m)
                .and.match(/^prod, all +\d+ +\d+\.\d\d\+$/m);
            expect(stdout).to.include(
                'cost unknown: m7i.xlarge (openhands): write its price in USD per h as operations.prices["m7i.xlarge"]',
            );
            expect(read("evidence", "prod", "report.html")).to.include("cost unknown: m7i.xlarge (openhands)");
            const { cost } = JSON.parse(run(larger(), "--json").stdout);
            const unknown = cost.lines.filter(({ monthly }: { monthly: number | null }) => monthly === null);
            expect(unknown.map(({ item }: { item: string }) => item)).to.deep.equal(["m7i.xlarge instance"]);
        });

        it("refuses it when operations.strictCost asks for every cost", () => {
            const { status, stdout } = run(larger("    strictCost: true\n"));
            expect(status).to.equal(1);
            expect(stdout).to.include("1 cost unknown, and operations.strictCost is set: m7i.xlarge");
        });

        it("prices it when operations.prices knows it", () => {
            const { status, stdout } = run(larger('    strictCost: true\n    prices: { "m7i.xlarge": 0.2016 }\n'));
            expect(status).to.equal(0);
            expect(stdout).to.not.include("unknown");
        });

        it("refuses one that does not exist, is ARM or is too small for that", () => {
            for (const [type, why] of [
                ["m99.xlarge", "is no instance type of AWS"],
                ["m7g.xlarge", "is ARM"],
                ["t3.nano", "at most 2 GiB of memory"],
            ]) {
                const { status, stderr } = run(larger().replace("m7i.xlarge", type));
                expect(status).to.equal(1);
                expect(stderr).to.include(why);
            }
        });
    });

    it("marks on the terminal each figure that rests on another region's prices", () => {
        const tokyo = read("Pulumi.prod.yaml").replaceAll("us-east-1", "ap-northeast-1");
        const { status, stdout } = withFile("Pulumi.prod.yaml", tokyo, () => preflight("--stack", "prod"));
        expect(status).to.equal(0);
        expect(stdout).to.match(/^prod, all +\d+ +\d+\.\d\d\*$/m);
        expect(stdout).to.include("* rests on list prices of us-east-1; those of ap-northeast-1 are not in the table");
        expect(read("evidence", "prod", "report.html"))
            .to.include("another region&#39;s")
            .and.match(/\d\*<\/td>/);
        expect(preflight("--stack", "prod").stdout).to.not.include("*");
    });

    it("tells a stack without a policy file which file is missing and from what to copy it", () => {
        const { status, stderr } = withFile("Pulumi.qa.yaml", read("Pulumi.prod.yaml"), () =>
            preflight("--stack", "qa"),
        );
        expect(status).to.equal(0);
        expect(stderr).to.include("policies/qa.json is missing: every rule is mandatory and nothing is exempt");
        expect(stderr).to.include("Copy policies/prod.json to it, or policies/dev.json for a stack of profile demo");
    });
});
