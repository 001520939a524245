import { spawnSync } from "node:child_process";
import { createHash, createPrivateKey } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { allRules } from "../../policies/rules";
import { pack, signingKey, tarOf, verifyingKey } from "../../preflight/bundle/archive";
import { cisControls, prohibitions, securityPillar } from "../../preflight/bundle/frameworks";
import { answer } from "../../preflight/bundle/results";
import { verifyArchive } from "../../preflight/bundle/verify";
import { copyTree } from "../fixtures/tree";

/** In two copies of the tree, as two people would: what is made must not depend on where. */
describe("npm run evidence", function () {
    this.timeout(300_000);
    const base = mkdtempSync(join(tmpdir(), "evidence-"));
    const [one, two] = [join(base, "one"), join(base, "another-place")];
    const file = (name: string) => join(base, name);
    const program = "preflight/bundle/cli.ts";
    const run = (folder: string, ...args: string[]) =>
        spawnSync(process.execPath, ["--import=tsx", program, ...args], {
            cwd: folder,
            encoding: "utf8",
            maxBuffer: 2 ** 26,
        });
    const build = (folder: string, ...args: string[]) => run(folder, "--key", file("key.pem"), ...args);
    const verify = (archive: string, key = file("key.pub")) => run(one, "verify", archive, "--public-key", key);
    const refusal = (archive: string, key = "key.pub") =>
        verifyArchive(archive, verifyingKey(file(key))).then(
            () => "verified",
            ({ message }: Error) => message,
        );
    const shell = (program: string, ...args: string[]) =>
        spawnSync(program, args, { cwd: file("unpacked"), encoding: "utf8" });
    const made = () => join(one, "evidence/prod/evidence.tar");

    before(() => {
        copyTree(one);
        copyTree(two);
        mkdirSync(file("unpacked"));
        const keys = ["genpkey -algorithm ed25519 -out key.pem", "pkey -in key.pem -pubout -out key.pub"];
        for (const call of [...keys, "genpkey -algorithm ed25519 -out other.pem", "genrsa -out rsa.pem 2048"])
            expect(spawnSync("openssl", call.split(" "), { cwd: base }).status, call).to.equal(0);
        spawnSync("openssl", "pkey -in other.pem -pubout -out other.pub".split(" "), { cwd: base });
        const { status, stderr } = build(one, "--stack", "prod", "--date", "2026-11-29");
        expect(status, stderr).to.equal(0);
    });
    after(() => rmSync(base, { recursive: true, force: true }));

    it("makes the same bytes in another folder, and other bytes of another day", () => {
        const again = build(two, "--stack", "prod", "--date", "2026-11-29", "--json");
        expect(again.status, again.stderr).to.equal(0);
        const bytes = readFileSync(made());
        expect(readFileSync(join(two, "evidence/prod/evidence.tar")).equals(bytes)).to.equal(true);
        const sha256 = createHash("sha256").update(bytes).digest("hex");
        expect(JSON.parse(again.stdout)).to.include({ stack: "prod", accepted: true, sha256 });
        expect(build(two, "--stack", "prod", "--date", "2026-11-30").status).to.equal(0);
        expect(readFileSync(join(two, "evidence/prod/evidence.tar")).equals(bytes)).to.equal(false);
    });

    it("is verified offline by the program, and by tar, openssl and sha256sum alone", () => {
        const { status, stdout } = verify(made());
        expect(status).to.equal(0);
        expect(stdout).to.match(/: verified, 12 files as the key sha256:[0-9a-f]{64} signed them\n {2}prod: Accepted/);
        const check = "pkeyutl -verify -pubin -inkey ../key.pub -rawin -in SHA256SUMS -sigfile SHA256SUMS.sig";
        expect(shell("tar", "-xf", made()).status).to.equal(0);
        expect(shell("openssl", ...check.split(" ")).status).to.equal(0);
        expect(shell("openssl", ...check.replace("key.pub", "other.pub").split(" ")).status).to.equal(1);
        expect(shell("sha256sum", "--check", "--strict", "SHA256SUMS").status).to.equal(0);
    });

    it("holds what it says: paths of claims, every rule, the allowlist, the gateway's policy, and that no twin was run", () => {
        const json = (name: string) => JSON.parse(readFileSync(join(file("unpacked"), name), "utf8"));
        const claims = json("claims.json") as { verdict: string; trails: { hops: string[]; reasons: string[] }[] }[];
        expect(claims.map(({ verdict }) => verdict)).to.deep.equal(claims.map(() => "proved"));
        for (const { hops, reasons } of claims.flatMap(({ trails }) => trails))
            expect(hops.length + reasons.length).to.be.above(0);
        expect(json("policies.json").rules).to.have.length(allRules.length);
        expect(json("allowlist.json").resolvableNames).to.include("api.anthropic.com").and.not.include("*");
        expect(json("gateway-policy.json").endpoints[0]).to.include({ host: "api.anthropic.com" });
        expect(json("exemptions.json")).to.deep.equal([]);
        expect(json("about.json").twin).to.match(/^the twin was not run for this stack/);
        const page = readFileSync(join(file("unpacked"), "index.html"), "utf8");
        expect(page).to.include("No packet was sent: the twin was not run");
        expect(page).to.not.match(/<script| src=|<link[^>]+href="(?!data:)/);
    });

    it("takes the twin's result of this very plan, and says so when it is of another", () => {
        const plan = JSON.parse(readFileSync(join(file("unpacked"), "plan.json"), "utf8"));
        const folder = join(two, "evidence/prod");
        const about = (sum: string) => {
            writeFileSync(
                join(folder, "twin.json"),
                JSON.stringify({ plan: sum, attack: { ok: true, rows: [{ ok: true }, { ok: true }] } }),
            );
            expect(build(two, "--stack", "prod").status).to.equal(0);
            shell("tar", "-xf", join(folder, "evidence.tar"));
            return readFileSync(join(file("unpacked"), "index.html"), "utf8");
        };
        const sum = createHash("sha256").update(JSON.stringify(plan)).digest("hex");
        expect(about(sum)).to.include("2 of 2 as expected");
        expect(about(`${sum}0`)).to.include("of another plan, so it says nothing here");
        writeFileSync(join(folder, "twin.json"), "{");
        const { status, stderr } = build(two, "--stack", "prod");
        expect([status, stderr]).to.satisfy(([code, text]: [number, string]) => code === 1 && /remove it/.test(text));
        rmSync(join(folder, "twin.json"));
    });

    it("does not verify what was changed, left out, added, repeated, cut off or signed by another", async () => {
        const bytes = readFileSync(made());
        const members = new Map(unpacked(bytes));
        const changed = (change: (copy: Map<string, Buffer>) => void) => {
            const copy = new Map(members);
            change(copy);
            return tarOf(copy);
        };
        const flipped = Buffer.from(bytes);
        flipped[bytes.indexOf("plan.json") + 2000] ^= 1;
        const owned = Buffer.from(bytes);
        owned.write("root", 265, "ascii");
        sum(owned);
        const other = createPrivateKey(readFileSync(file("other.pem")));
        const signedByOther = new Map([...members].filter(([name]) => !name.startsWith("SHA256SUMS")));
        const cases: readonly (readonly [what: string, archive: Buffer, says: RegExp])[] = [
            ["changed", flipped, /\.json is not the file that was signed: believe nothing/],
            ["left out", changed((all) => all.delete("claims.json")), /claims\.json was signed and is not in/],
            ["added", changed((all) => all.set("more.html", Buffer.from("x"))), /more\.html .* was not signed/],
            [
                "a page in its place",
                changed((all) => all.set("index.html", Buffer.from("x"))),
                /index\.html is not the/,
            ],
            ["no signature", changed((all) => all.delete("SHA256SUMS.sig")), /SHA256SUMS\.sig is missing/],
            [
                "manifest",
                changed((all) => all.set("SHA256SUMS", Buffer.from("x"))),
                /SHA256SUMS is not what was signed/,
            ],
            ["repeated", Buffer.concat([bytes.subarray(0, -1024), bytes]), /is in the archive twice/],
            ["appended", Buffer.concat([bytes, Buffer.alloc(512, 65)]), /bytes, owners or dates|cut off or is no tar/],
            ["another owner", owned, /bytes, owners or dates/],
            ["cut off", bytes.subarray(0, bytes.length / 2), /is cut off or is no tar archive/],
            ["cut between files", changed((all) => all.delete("SHA256SUMS")), /SHA256SUMS is missing/],
            ["empty", Buffer.alloc(0), /SHA256SUMS\.sig is missing|SHA256SUMS is missing/],
            ["no tar", Buffer.from("no tar at all".repeat(100)), /cut off or is no tar archive/],
            ["signed by another", pack(signedByOther, other), /SHA256SUMS is not what was signed with this key/],
        ];
        for (const [what, archive, says] of cases) {
            writeFileSync(file("case.tar"), archive);
            expect(await refusal(file("case.tar")), what).to.match(says);
        }
        const { status, stdout } = verify(file("case.tar"));
        expect([status, stdout]).to.deep.equal([1, ""]);
        expect(await refusal(made(), "other.pub")).to.match(
            /not signed by your key: the archive names the key sha256:\w+, and yours is/,
        );
        expect(await refusal("nowhere.tar")).to.match(/nowhere\.tar is not there/);
        writeFileSync(file("huge.tar"), "");
        truncateSync(file("huge.tar"), 2 ** 32);
        expect(await refusal(file("huge.tar"))).to.match(/has 4294967296 bytes, .* it was not read/);
    });

    it("says what to write for a key, a stack or a day that is none, before it plans anything", () => {
        const cases: readonly (readonly [args: string[], status: number, says: RegExp])[] = [
            [["--stack", "prod"], 1, /--key FILE is missing: a private Ed25519 key .* openssl genpkey/],
            [["--stack", "prd", "--key", file("key.pem")], 2, /write one of dev, prod.*prod/],
            [["--stack", "prod", "--date", "2026-02-30"], 2, /2026-02-30 is no day/],
            [["verify"], 2, /write the path of an archive/],
            [["pack"], 2, /pack is not understood/],
            [["--help"], 0, /^$/],
        ];
        for (const [args, code, says] of cases) {
            const { status, stderr } = run(one, ...args);
            expect(status, args.join(" ")).to.equal(code);
            expect(stderr, args.join(" ")).to.match(says);
        }
        expect(() => signingKey("nowhere.pem")).to.throw(/nowhere\.pem is no private key in PEM \(it is not there\)/);
        expect(() => signingKey(file("key.pub"))).to.throw(/key\.pub is no private key in PEM/);
        expect(() => signingKey(file("rsa.pem"))).to.throw(/is a key of type rsa; it must be Ed25519/);
        expect(() => verifyingKey(undefined)).to.throw(/--public-key FILE is missing/);
        expect(() => verifyingKey(file("key.pem"))).to.throw(/it is a private key, which no auditor/);
    });
});

describe("the mapping to frameworks", () => {
    const ids = new Set([...allRules.map(({ id }) => id), "no-public-address"]);

    it("names rules and claims that there are, and every rule in one question of the pillar", () => {
        const named = [...securityPillar, ...cisControls].flatMap(({ by, needs = [] }) => [...by, ...needs]);
        expect([...named, ...prohibitions].filter((id) => !ids.has(id))).to.deep.equal([]);
        const mapped = securityPillar.flatMap(({ by }) => by).sort();
        expect(mapped).to.deep.equal([...ids].sort());
        expect(securityPillar.map(({ id }) => id)).to.deep.equal(Array.from({ length: 11 }, (_, i) => `SEC ${i + 1}`));
    });

    it("calls a question shown only when all that was judged is kept, and what it needs is there", () => {
        const rule = (id: string, result: "kept" | "broken" | "waived" | "nothing to judge") =>
            ({ id, result, pack: "", severity: "", title: "", source: "", compliant: 0 }) as const;
        const asked = (...results: ("kept" | "broken" | "waived" | "nothing to judge")[]) => {
            const rules = results.map((result, i) => rule(String(i), result));
            const question = { id: "Q", text: "", notShown: "", by: rules.map(({ id }) => id) };
            return [answer(question, rules, []).shown, answer({ ...question, needs: ["1"] }, rules, []).shown];
        };
        expect(asked("kept", "kept")).to.deep.equal(["shown", "shown"]);
        expect(asked("kept", "nothing to judge")).to.deep.equal(["shown", "partly shown"]);
        expect(asked("kept", "waived")).to.deep.equal(["partly shown", "partly shown"]);
        expect(asked("broken", "broken")).to.deep.equal(["not shown", "not shown"]);
        expect(asked("nothing to judge", "nothing to judge")).to.deep.equal(["not shown", "not shown"]);
        const lost = [{ id: "0", verdict: "unknown", exempted: false }] as const;
        const question = { id: "Q", text: "", notShown: "", by: ["0"] };
        expect(answer(question, [rule("0", "kept")], lost).answers[0].result).to.equal("broken");
    });
});

function* unpacked(archive: Buffer): Generator<[string, Buffer]> {
    for (let at = 0; archive[at] !== 0 && at < archive.length;) {
        const name = archive.toString("ascii", at, archive.indexOf(0, at));
        const size = parseInt(archive.toString("ascii", at + 124, at + 135), 8);
        yield [name, archive.subarray(at + 512, at + 512 + size)];
        at += 512 + 512 * Math.ceil(size / 512);
    }
}

/** Writes the checksum of the first header again. */
function sum(archive: Buffer): void {
    archive.write("        ", 148, "ascii");
    const total = archive.subarray(0, 512).reduce((all, byte) => all + byte, 0);
    archive.write(`${total.toString(8).padStart(6, "0")}\0 `, 148, "ascii");
}
