import { expect } from "chai";
import fc from "fast-check";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { secretIn } from "../../src/secrets";
import { type Bench, good } from "./harness";
import { rule } from "./mutants";

const letters = "Abcdefghijklmnopqrstuvwxyz0123456789".repeat(8);
/** Made here, so that no scanner of this repository finds one: each is a form and no credential. */
const secrets: Readonly<Record<string, string>> = {
    "an AWS access key id": `AKIA${"ABCDEFGH2345".repeat(2).slice(0, 16)}`,
    "an AWS secret access key": `aws_secret_access_key = ${letters.slice(0, 40)}`,
    "a Bedrock API key": `bedrock-api-key-${letters.slice(0, 90)}`,
    "an Anthropic API key": `sk-ant-api03-${letters.slice(0, 60)}`,
    "an OpenAI API key": `sk-proj-${letters.slice(0, 60)}`,
    "a GitHub token": `ghp_${letters.slice(0, 36)}`,
    "a GitLab token": `glpat-${letters.slice(0, 20)}`,
    "a Slack token": `xoxb-${letters.slice(0, 24)}`,
    "a Google API key": `AIza${letters.slice(0, 35)}`,
    "a Stripe key": `sk_live_${letters.slice(0, 24)}`,
    "an npm token": `npm_${letters.slice(0, 36)}`,
    "a PyPI token": `pypi-AgEIcHlwaS5vcmc${letters.slice(0, 60)}`,
    "a Hugging Face token": `hf_${letters.slice(0, 34)}`,
    "a private key": `-----BEGIN OPENSSH ${"PRIVATE KEY"}-----\nb3Blbn`,
};
const said = (text: string): string => secretIn({ text })?.message ?? "nothing";

describe("the scan for secrets", () => {
    for (const [what, secret] of Object.entries(secrets)) {
        it(`finds ${what} by itself, quoted, in an assignment and in an address, and never repeats it`, () => {
            const places = [secret, `"${secret}"`, `KEY=${secret};`, `a line\n\t${secret}\nanother`, `(${secret})`];
            for (const text of places) {
                expect(said(text)).to.contain(`/text: found what looks like ${what}.`);
                expect(said(text)).to.not.contain(secret.slice(0, 24));
            }
        });
    }

    it("finds one as a member's name without showing it, and says of which object", () => {
        const { message } = secretIn({ input: { [secrets["a GitHub token"]!]: 1 } })!;
        expect(message).to.match(/^\/input: found what looks like a GitHub token, as a member's name\./);
        expect(message).to.not.contain("ghp_");
    });

    it("finds one wherever it stands", () => {
        const place = fc.letrec<{ tree: unknown }>((tie) => ({
            tree: fc.oneof(
                { maxDepth: 6 },
                fc.constant(secrets["a GitHub token"]),
                fc.tuple(fc.string(), tie("tree")).map(([key, inner]) => ({ other: 1, [key]: inner })),
                tie("tree").map((inner) => ["before", inner]),
            ),
        })).tree;
        fc.assert(fc.property(place, (value) => secretIn(value as never)?.rule === "secret"));
    });

    it("says nothing of pictures, prose, hashes, uuids and identifiers", () => {
        const harmless = fc.oneof(
            fc.uint8Array({ minLength: 3000, maxLength: 9000 }).map((bytes) => Buffer.from(bytes).toString("base64")),
            fc.uuid(),
            fc.stringMatching(/^[0-9a-f]{64}$/),
            fc.constantFrom("task-list-of-the-AKIA-keys", "sk-learn", "the ghp_ prefix", "-----BEGIN CERTIFICATE-----"),
            fc.constant(`/home/AKIA/notes/${letters}`),
        );
        fc.assert(fc.property(harmless, (text) => said(text) === "nothing"));
        expect(said(`${letters}AKIA${"ABCDEFGH2345".repeat(2)}${letters}`)).to.equal("nothing");
    });
});

const result = (text: string) => ({
    ...good,
    messages: [
        { role: "assistant", content: [{ type: "tool_use", id: "t1", name: "bash", input: { command: "env" } }] },
        { role: "user", content: [{ type: "tool_result", tool_use_id: "t1", content: [{ type: "text", text }] }] },
    ],
});
const on = (config: { endpoints: object[] }): object => ({
    ...config,
    endpoints: config.endpoints.map((endpoint) => ({ ...endpoint, secretScan: true })),
});
const refusedEverywhere = async (bench: Bench, text: string): Promise<void> => {
    const answer = await bench.post(result(text));
    expect(answer.status).to.equal(403);
    expect(answer.body)
        .to.contain("/messages/1/content/0/content/0/text")
        .and.to.not.contain(secrets["a GitHub token"]);
    expect(bench.arrived).to.deep.equal([]);
    const audit = readFileSync(join(bench.folder, "audit"), "utf8");
    expect(audit).to.contain('"rule":"secret"').and.to.not.contain("ghp_");
};

describe("a credential, when the endpoint's scan for secrets is on,", () => {
    rule(
        "in a tool's result is refused by its rule, and neither the answer nor a log holds it",
        ["judge.ts", "allowed.secretScan ?", "false ?"],
        (bench) => refusedEverywhere(bench, `token: ${secrets["a GitHub token"]}`),
        on as never,
    );
    rule(
        "in a body that a thread judges is refused too",
        ["judges.ts", "allowServerTools, secretScan };", "allowServerTools, secretScan: false };"],
        (bench) => refusedEverywhere(bench, `${"long ".repeat(80_000)}${secrets["a GitHub token"]}`),
        on as never,
    );
    rule(
        "passes where the scan is off, as it is unless config says otherwise",
        ["judge.ts", "allowed.secretScan ?", "true ?"],
        async (bench) => {
            expect((await bench.post(result(secrets["a GitHub token"]!))).status).to.equal(200);
        },
    );
});
