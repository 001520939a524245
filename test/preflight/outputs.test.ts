import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv";
import draft04 from "ajv/lib/refs/json-schema-draft-04.json";
import { expect } from "chai";
import { validateXML } from "xmllint-wasm";
import { lineOf } from "../../preflight/output/fileLine";
import { junit } from "../../preflight/output/junit";
import { markdown } from "../../preflight/output/markdown";
import type { Failed, Result } from "../../preflight/output/result";
import { sarif } from "../../preflight/output/sarif";
import { preflight, type Preflight } from "../../preflight/preflight";

const schemas = join(__dirname, "..", "fixtures", "schemas");

const failed: Failed = {
    stack: "qa",
    accepted: false,
    error: "Pulumi.qa.yaml has 1 problem; nothing was planned.\n  isolated-openhands:access.users[0].name = 1: write",
    problems: [{ key: "isolated-openhands:access.users[0].name", value: 1, fix: "write a Linux user name" }],
};
const crashed: Failed = { stack: "crash", accepted: false, error: "Error: gone\n    at somewhere" };

/** What an attacker would write where a name or message is shown. */
const evil = `]]>"'<script>alert(1)</script>|\`x\`\u0007\ud800 [link](https://evil.example) @everyone\n# Accepted`;

let dev: Preflight;
let prod: Preflight;
let hostile: Preflight;
let strict: Preflight;

before(async () => {
    [dev, prod] = [await preflight("dev"), await preflight("prod")];
    hostile = {
        ...prod,
        plan: { stack: evil, resources: prod.plan.resources },
        violations: [
            {
                pack: "isolation",
                rule: "no-public-ip",
                level: "mandatory",
                urn: `urn:pulumi:s::p::t::${evil}`,
                message: evil,
            },
            { pack: "isolation", rule: evil, level: "advisory", urn: "urn:x", message: evil },
        ],
        claims: prod.claims.map((claim) => ({ ...claim, verdict: "refuted" as const, why: [evil], statement: evil })),
        exemptions: [
            { rule: "set-once", resource: evil, reason: evil, expires: "2027-01-01", state: "used", owner: evil },
        ],
        verdict: { accepted: false, isolated: false, strictCost: true, reasons: [evil] },
    };
    const lines = prod.cost.lines.map((line, i) =>
        i === 0 ? { ...line, monthly: null, unknown: { what: "m7i.xlarge", fix: "write it" } } : line,
    );
    strict = {
        ...prod,
        cost: { ...prod.cost, lines },
        verdict: { ...prod.verdict, accepted: false, strictCost: true },
    };
});

const all = (): [name: string, results: Result[]][] => [
    ["nothing", []],
    ["a demo and prod", [dev, prod]],
    ["a stack that cannot be planned", [prod, failed, crashed]],
    ["hostile names", [hostile]],
    ["a cost that is unknown", [strict]],
];

describe("preflight --sarif", () => {
    const ajv = new Ajv({ schemaId: "auto", allErrors: true, unknownFormats: "ignore", logger: false });
    ajv.addMetaSchema(draft04);
    const valid = ajv.compile(JSON.parse(readFileSync(join(schemas, "sarif-2.1.0-rtm.5.json"), "utf8")) as object);
    const file = (stack: string) =>
        stack === "qa" ? "config:\n  a: b\n  isolated-openhands:access:\n    users: [{ name: 1 }]\n" : "";

    interface Log {
        readonly runs: readonly {
            readonly tool: {
                readonly driver: { readonly rules: readonly { readonly id: string; readonly help?: unknown }[] };
            };
            readonly results: readonly {
                readonly ruleId: string;
                readonly ruleIndex: number;
                readonly level: string;
                readonly message: { readonly text: string };
                readonly suppressions?: unknown;
                readonly partialFingerprints: Record<string, string>;
                readonly locations: readonly {
                    readonly physicalLocation: { readonly region: { readonly startLine: number } };
                }[];
            }[];
        }[];
    }
    const made = (results: Result[]) => (sarif(results, "0.1.0", file) as Log).runs[0];

    it("is valid by the schema of SARIF 2.1.0, whatever a plan holds", () => {
        for (const [name, results] of all()) {
            valid(sarif(results, "0.1.0", file));
            expect(valid.errors, name).to.equal(null);
        }
        expect(valid({ version: "2.1.0", runs: [{ tool: {} }] }), "the schema sees a fault").to.equal(false);
    });

    it("has an error for what is mandatory, a warning for what is advisory, and what is waived as suppressed", () => {
        const { results } = made([dev, hostile]);
        expect(results.filter(({ level }) => level === "error").map(({ ruleId }) => ruleId)).to.include("no-public-ip");
        const advisory = dev.violations.filter(({ level }) => level === "advisory");
        expect(results.filter(({ level }) => level === "warning")).to.have.length(advisory.length + 1);
        const suppressed = results.filter(({ suppressions }) => suppressions !== undefined);
        expect(suppressed.map(({ ruleId }) => ruleId)).to.deep.equal(
            dev.claims.filter(({ verdict }) => verdict !== "proved").map(({ id }) => id),
        );
        expect(made([prod]).results).to.deep.equal([]);
    });

    it("describes each rule once, with what to do, and points at it", () => {
        const { tool, results } = made([dev, hostile, failed]);
        for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex].id).to.equal(ruleId);
        expect(tool.driver.rules.find(({ id }) => id === "no-public-ip")?.help).to.have.property("text");
    });

    it("puts a mistake of a stack file at its line, and keeps a finding's fingerprint when its message changes", () => {
        const [mistake, crash] = made([failed, crashed]).results;
        expect(mistake.locations[0].physicalLocation.region.startLine).to.equal(4);
        expect([mistake.ruleId, crash.ruleId]).to.deep.equal(["configuration", "stack-planned"]);
        const renamed = { ...hostile, violations: hostile.violations.map((one) => ({ ...one, message: "another" })) };
        expect(made([renamed]).results[0].partialFingerprints).to.deep.equal(
            made([hostile]).results[0].partialFingerprints,
        );
    });

    it("has what a cost lacks: an error where strictCost asks for it, else a note", () => {
        expect(made([strict]).results.map(({ level, message }) => [level, message.text])).to.deep.equal([
            ["error", `${strict.cost.lines[0].urn?.split("::")[3]}: cost unknown: m7i.xlarge: write it`],
        ]);
        const lenient = { ...strict, verdict: { ...strict.verdict, strictCost: false } };
        expect(made([lenient]).results.map(({ level }) => level)).to.deep.equal(["note"]);
    });
});

describe("the line of a key in a stack file", () => {
    const text =
        "# head\nconfig:\n  aws:region: x\n  p:network: { mode: nat,\n    cidr: y }\n  p:access:\n    users:\n      - name: a\n      - name: b\n";
    for (const [key, line] of [
        ["aws:region", 3],
        ["p:network.mode", 4],
        ["p:network.cidr", 5],
        ["p:access.users[1].name", 9],
        ["p:access.users[7].name", 7],
        ["p:access.nothing", 6],
        ["p:nothing", 2],
    ] as const)
        it(`${key} is at ${line}`, () => expect(lineOf(text, key)).to.equal(line));
    it("is the first of a file that is none", () => expect(lineOf("", "a")).to.equal(1));
});

describe("preflight --junit", () => {
    const schema = readFileSync(join(schemas, "jenkins-junit.xsd"), "utf8");
    const faults = async (xml: string) =>
        (await validateXML({ xml: [{ fileName: "junit.xml", contents: xml }], schema: [schema] })).errors.map(
            ({ message }) => message,
        );

    it("is valid by Jenkins' schema, whatever a plan holds", async () => {
        for (const [name, results] of all()) expect(await faults(junit(results)), name).to.deep.equal([]);
        expect(await faults(junit([prod]).replace("<testcase ", "<test ")), "the schema sees a fault").to.not.be.empty;
    });

    it("has a test for every rule and claim, which passes, fails, or is skipped with the exemption's reason", () => {
        const xml = junit([dev]);
        const cases = xml.match(/<testcase /g)?.length;
        expect(xml).to.include(`<testsuite name="dev" tests="${cases}" failures="0" errors="0"`);
        expect(xml).to.match(
            /name="no-dns-exfiltration: [^"]*" time="0"><skipped>openhands, until 2027-11-30: DNS Firewall/,
        );
        expect(xml).to.match(/name="no-public-ip: [^"]*" time="0"><system-out>advisory: openhands/);
        expect(xml).to.match(/classname="dev.claim" name="agent-egress-only: [^"]*" time="0"><skipped>refuted, waived/);
        expect(junit([prod])).to.not.match(/<(failure|error|skipped|system-out)/);
    });

    it("fails for a mandatory violation, a claim that is not proved and a cost that must be known", () => {
        const xml = junit([hostile, strict]);
        expect(xml).to.match(/name="no-public-ip: [^"]*" time="0"><failure type="isolation"/);
        expect(xml.match(/<failure type="claim"/g)).to.have.length(prod.claims.length);
        expect(xml).to.include('<failure type="cost" message="cost unknown: m7i.xlarge"');
        expect(xml).to.not.include("<script>");
    });

    it("has an error for a stack that cannot be planned", () => {
        expect(junit([failed])).to.match(
            /<testsuite name="qa" tests="1" failures="0" errors="1" skipped="0">[^]*<error /,
        );
    });
});

describe("preflight --summary", () => {
    it("says the verdict first, what is waived until when, what it costs and what it is about", () => {
        const text = markdown([dev, prod]);
        expect(text).to.match(
            /^# Preflight\n\n## dev: Accepted, not isolated\n\n- no mandatory rule is broken, \d+ of \d+ claims are proved\n/,
        );
        expect(text).to.include("## prod: Accepted\n");
        expect(text).to.match(
            /- `no-dns-exfiltration` for openhands until 2027-11-30 \(used, owner: whoever deploys the demo\): DNS/,
        );
        expect(text).to.include(`| Cost | ${prod.cost.monthly.toFixed(2)} USD a month |`);
        expect(text).to.include(`configuration \`sha256:${prod.about.config.sha256}\``);
        expect(text).to.match(/\| LLMs \| anthropic \(/);
    });

    it("says of a stack that cannot be planned what is wrong with its file", () => {
        expect(markdown([failed])).to.equal(
            "# Preflight\n\n## qa: Refused\n\nNothing was planned.\n\n- `isolated-openhands:access.users[0].name` = 1: write a Linux user name\n",
        );
    });

    it("makes no markup, link, mention or heading of what a plan or a person wrote", () => {
        // Inside of a code span nothing is markup.
        const text = markdown([hostile]).replace(/`[^`\n]*`/g, "");
        expect(text).to.not.match(/(?<!\\)<script|(^|[^\\])\[link\]|https:\/\/evil|@everyone|^# Accepted/m);
        const table = text.split("\n").filter((line) => line.startsWith("|"));
        for (const row of table) expect(row.match(/(?<!\\)\|/g), row).to.have.length(3);
    });

    it("stays readable with thousands of findings", () => {
        const violations = Array.from({ length: 5000 }, (_, i) => ({
            ...hostile.violations[0],
            urn: `urn:${i}`,
            message: "x",
        }));
        const text = markdown([{ ...prod, violations }]);
        expect(text).to.include("- … and 4975 more");
        expect(text.length).to.be.below(65_536);
    });
});
