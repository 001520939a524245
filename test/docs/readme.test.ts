import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";

const root = join(__dirname, "..", "..");
const read = (name: string) => readFileSync(join(root, name), "utf8");
const readme = read("README.md");

describe("README.md", () => {
    it("names no command that is not there", () => {
        const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
        const named = [...readme.matchAll(/npm run (?:-s )?([a-z:]+)/g)].map(([, name]) => name);
        expect(named).to.include.members(["preflight", "up", "down", "verifier"]);
        expect(named.filter((name) => !Object.hasOwn(scripts, name))).to.deep.equal([]);
        const targets = [...readme.matchAll(/`make ([a-z]+)`/g)].map(([, name]) => name);
        for (const target of targets) expect(read("Makefile")).to.match(new RegExp(`^${target}:`, "m"));
    });

    it("names no file that is not there", () => {
        const files = [...readme.matchAll(/[`(]((?:docs|policies)\/[a-z-]+\.(?:md|json|svg))[`)]/g)].map(
            ([, file]) => file,
        );
        expect(files.length).to.be.above(8);
        expect(files.filter((file) => !existsSync(join(root, file)))).to.deep.equal([]);
    });

    it("names no flag of preflight that is not there", () => {
        const usage = read("preflight/options.ts");
        const flags = [...readme.matchAll(/`(?:npm run -s preflight -- )?(--(?:json|summary|sarif|junit|against))/g)];
        expect(flags).to.have.length(5);
        for (const [, flag] of flags) expect(usage).to.include(`${flag} `);
    });

    it("counts the vCPUs of the instance types that prod has", () => {
        const { config } = parse(read("Pulumi.prod.yaml")) as { config: Record<string, { instanceType: string }> };
        const types = [
            "t3.small",
            ...["openHands", "verifier"].map((key) => config[`isolated-openhands:${key}`].instanceType),
        ];
        for (const type of types) expect(readme).to.include(type);
        // Each T3 up to large has two (AWS: EC2 T3 instances).
        expect(types.every((type) => /^t3\.(small|medium|large)$/.test(type))).to.equal(true);
        expect(readme).to.include(`are ${2 * types.length} vCPUs`);
    });
});
