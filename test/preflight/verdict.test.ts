import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { aboutOf } from "../../preflight/about";
import { approvedBy, sshText, usersText } from "../../preflight/approved";
import type { ReportClaim, ReportViolation } from "../../preflight/report";
import { verdictOf, verdictWord } from "../../preflight/verdict";

const claim = (id: string, verdict: ReportClaim["verdict"], exempted = false): ReportClaim => ({
    id,
    statement: id,
    verdict,
    exempted,
    why: [],
});
const violation = (rule: string, level: ReportViolation["level"]): ReportViolation => ({
    pack: "isolation",
    rule,
    level,
    urn: "urn:x",
    message: "",
});
const proved = [claim("a", "proved"), claim("b", "proved")];

describe("the verdict", () => {
    const word = (...args: Parameters<typeof verdictOf>) => verdictWord(verdictOf(...args));

    it("is Accepted only when every claim is proved and no mandatory rule is broken", () => {
        expect(word({ violations: [violation("x", "advisory")], claims: proved })).to.equal("Accepted");
        expect(word({ violations: [violation("x", "mandatory")], claims: proved })).to.equal("Refused");
        expect(word({ violations: [], claims: [...proved, claim("c", "unknown")] })).to.equal("Refused");
        expect(word({ violations: [], claims: [...proved, claim("c", "refuted")] })).to.equal("Refused");
        expect(word({ violations: [], claims: proved, unpriced: ["m7i.xlarge"], strictCost: true })).to.equal(
            "Refused",
        );
        expect(word({ violations: [], claims: proved, unpriced: ["m7i.xlarge"] })).to.equal("Accepted");
    });

    it("is not isolated where a claim is waived", () => {
        const claims = [...proved, claim("c", "refuted", true)];
        expect(word({ violations: [], claims })).to.equal("Accepted, not isolated");
        expect(verdictOf({ violations: [], claims }).reasons).to.deep.equal([
            "no mandatory rule is broken, 2 of 3 claims are proved",
            "waived by exemption: c",
        ]);
    });

    it("names what is against it, each once", () => {
        const violations = [violation("x", "mandatory"), violation("x", "mandatory"), violation("y", "advisory")];
        expect(
            verdictOf({ violations, claims: [claim("c", "unknown")], unpriced: ["m7i.xlarge"], strictCost: true })
                .reasons,
        ).to.deep.equal([
            "2 mandatory violations: x",
            "1 claim not proved: c",
            "1 cost unknown, and operations.strictCost is set: m7i.xlarge",
        ]);
    });
});

describe("what a verdict is about", () => {
    let root: string;
    before(() => {
        root = mkdtempSync(join(tmpdir(), "about-"));
        const files: Record<string, string> = {
            "Pulumi.yaml": "name: isolated-openhands\n",
            "Pulumi.prod.yaml": "config:\n  aws:region: eu-west-1\n",
            "policies/prod.json": '{ "all": "mandatory" }\n',
            "package.json": '{ "version": "1.2.3" }\n',
        };
        for (const name of ["@pulumi/pulumi", "@pulumi/aws", "@pulumi/awsx", "@pulumi/policy"])
            files[`node_modules/${name}/package.json`] = '{ "version": "v3.2.1" }\n';
        for (const [name, text] of Object.entries(files)) {
            mkdirSync(join(root, name, ".."), { recursive: true });
            writeFileSync(join(root, name), text);
        }
    });
    after(() => rmSync(root, { recursive: true, force: true }));
    const about = () => aboutOf(root, "prod", "2026-11-29");
    const git = (...args: string[]) => {
        const identity = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"];
        return execFileSync("git", ["-C", root, ...identity, ...args], { encoding: "utf8" });
    };

    it("has the commit, and says when the files are no longer those of it", () => {
        expect(about().commit).to.equal("no git repository");
        git("init", "-q");
        writeFileSync(join(root, ".gitignore"), "node_modules\n");
        git("add", "-A");
        git("commit", "-qm", "one");
        const head = git("rev-parse", "HEAD").trim();
        expect(about().commit).to.equal(head);
        writeFileSync(join(root, "more.ts"), "");
        expect(about().commit).to.equal(`${head} with changes that are not committed`);
        rmSync(join(root, "more.ts"));
    });

    it("has a hash that changes with the stack file and with the stack's levels, and not with the day", () => {
        const first = about().config;
        expect(first.files).to.deep.equal(["Pulumi.yaml", "Pulumi.prod.yaml", "policies/prod.json"]);
        expect(aboutOf(root, "prod", "2027-01-01").config).to.deep.equal(first);
        for (const [name, text] of [
            ["policies/prod.json", '{ "all": "advisory" }\n'],
            ["Pulumi.prod.yaml", "config:\n  aws:region: eu-west-2\n"],
        ]) {
            const before = about().config.sha256;
            writeFileSync(join(root, name), text);
            expect(about().config.sha256, name).to.not.equal(before);
        }
    });

    it("has the account with where it is from, the region and the versions", () => {
        expect(about()).to.deep.include({
            account: "111122223333 (an example: the stack pins none)",
            date: "2026-11-29",
        });
        writeFileSync(
            join(root, "Pulumi.prod.yaml"),
            'config:\n  aws:region: eu-west-3\n  aws:allowedAccountIds: ["222233334444"]\n',
        );
        expect(about()).to.deep.include({ account: "222233334444 (pinned)", region: "eu-west-3" });
        expect(about().versions).to.deep.include.members([
            ["isolated-openhands", "1.2.3"],
            ["Node", process.versions.node],
            ["@pulumi/aws", "3.2.1"],
        ]);
    });
});

describe("what a configuration approves", () => {
    const settings = {
        access: { authorizedCidrs: ["198.51.100.0/24"], users: [{ name: "carol" }, { name: "dave" }] },
        llm: {
            endpoints: [
                {
                    name: "openai",
                    host: "api.openai.com",
                    paths: ["/v1/responses", { path: "/v1/chat/completions" }],
                    allowServerTools: ["web_search"],
                },
                { name: "bedrock", region: "eu-central-1", models: ["eu.anthropic.x", "eu.anthropic.y"] },
            ],
            default: { endpoint: "bedrock", model: "bedrock/eu.anthropic.x" },
        },
    };

    it("names each endpoint with its paths and models, the one that conversations start with where none is listed, and what runs at the provider", () => {
        expect(approvedBy(settings)).to.deep.include({
            endpoints: [
                {
                    name: "openai",
                    where: "https://api.openai.com /v1/responses, /v1/chat/completions",
                    models: "eu.anthropic.x, with web_search at the provider",
                },
                { name: "bedrock", where: "Amazon Bedrock in eu-central-1", models: "eu.anthropic.x, eu.anthropic.y" },
            ],
            start: "bedrock/eu.anthropic.x at bedrock",
        });
    });

    it("says which certificate the agent's page has, and what it shows until another's is there", () => {
        const asked = (certificate?: object) =>
            approvedBy({ ...settings, access: { authorizedCidrs: [], openHands: { certificate } } }).certificate;
        expect(asked({ kind: "self-signed" })).to.equal("self-signed, made on the web proxy");
        expect(asked({ kind: "letsencrypt" })).to.match(/^by Let's Encrypt.*until the first is issued a self-signed/);
        expect(asked({ kind: "secret" })).to.match(/^from Secrets Manager.*until the first is there a self-signed/);
    });

    it("names who may sign in, from where, and that nobody may where no user is written", () => {
        const approved = approvedBy(settings);
        expect([usersText(approved), approved.from, sshText(approved)]).to.deep.equal([
            "carol, dave",
            ["198.51.100.0/24"],
            "none: Session Manager only",
        ]);
        const open = approvedBy({
            ...settings,
            access: { authorizedCidrs: [], sshCidrs: ["198.51.100.7/32"], users: [] },
        });
        expect([usersText(open), sshText(open)]).to.deep.equal([
            "nobody: access.users is empty",
            "198.51.100.7/32 to the web proxy",
        ]);
    });
});
