import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { expect } from "chai";
import * as fc from "fast-check";
import { extract } from "tar-stream";
import { hostBundle, type BundleFile, type FileMode } from "../../hosts/bundle";
import { renderHost, type HostConfig, type Manifest } from "../../hosts/render";
import { agentConfig, edgeConfig, verifierConfig } from "./configs";

interface Member {
    readonly path: string;
    readonly mode?: number;
    readonly content: string;
    readonly rest: string;
}

/** What another reader of the format finds. */
async function members(archive: Buffer): Promise<Member[]> {
    const reader = extract();
    reader.end(gunzipSync(archive));
    const found: Member[] = [];
    for await (const entry of reader) {
        const chunks: Buffer[] = [];
        for await (const chunk of entry) chunks.push(chunk as Buffer);
        const { name, mode, type, uid, gid, mtime } = entry.header;
        const rest = `${type} ${uid}:${gid} ${mtime?.getTime()}`;
        found.push({ path: name, mode, content: Buffer.concat(chunks).toString("base64"), rest });
    }
    return found;
}

const segment = fc.stringMatching(/^[A-Za-z0-9_@-][A-Za-z0-9._@-]{0,8}$/);
// Every file in a directory of its own kind of name, so that no path is a file and a directory at once.
const path = fc
    .array(segment, { minLength: 1, maxLength: 4 })
    .map((segments) => [...segments.map((s) => `d${s}`), "file"].join("/"));
const mode = fc.constantFrom<FileMode[]>(0o644, 0o755, 0o600, 0o700, 0o440);
const file: fc.Arbitrary<BundleFile> = fc.record({
    path,
    mode,
    content: fc.oneof(
        fc.string(),
        fc.uint8Array({ maxLength: 2000 }).map((bytes) => Buffer.from(bytes)),
    ),
});
const files = fc.uniqueArray(file, { selector: ({ path: name }) => name, maxLength: 12 });

describe("the host bundle", () => {
    it("holds exactly the files, as tar's own reader finds them", async () => {
        await fc.assert(
            fc.asyncProperty(files, async (bundle) => {
                const { archive, sha256, key } = hostBundle("agent", bundle);
                const expected = bundle.map(({ path: name, mode: bits, content }) => ({
                    path: name,
                    mode: bits,
                    content: Buffer.from(content).toString("base64"),
                    rest: "file 0:0 0",
                }));
                expect(await members(archive)).to.deep.equal(expected.sort((a, b) => (a.path < b.path ? -1 : 1)));
                expect(sha256).to.equal(createHash("sha256").update(archive).digest("hex"));
                expect(key).to.equal(`host/agent/${sha256}.tar.gz`);
            }),
            { numRuns: 60 },
        );
    });

    it("is the same bytes twice and in any order of the files", () => {
        const shuffled = files.chain((bundle) =>
            fc.tuple(
                fc.constant(bundle),
                fc.shuffledSubarray(bundle, { minLength: bundle.length, maxLength: bundle.length }),
            ),
        );
        fc.assert(
            fc.property(shuffled, ([bundle, other]) => {
                expect(hostBundle("edge", bundle).archive.equals(hostBundle("edge", other).archive)).to.equal(true);
            }),
        );
    });

    it("changes its name with any content, mode or path", () => {
        const base: BundleFile = { path: "a", mode: 0o644, content: "x" };
        const others: BundleFile[] = [
            { ...base, content: "y" },
            { ...base, mode: 0o600 },
            { ...base, path: "b" },
        ];
        expect(new Set([base, ...others].map((one) => hostBundle("edge", [one]).key)).size).to.equal(4);
    });

    // A fixed value: should a new release of the compressor or of Node give other bytes, every host would be told of a new bundle.
    it("has this hash on every machine", () => {
        const { sha256 } = hostBundle("edge", [{ path: "a", mode: 0o644, content: "a\n".repeat(1000) }]);
        expect(sha256).to.equal("b60959dcee2c098471e7a2bf8c8e9297959bcc1e937050498145e892eb2eefa9");
    });

    const bad: Readonly<Record<string, readonly string[]>> = {
        "relative path": ["/a", "", "a//b", "a/", "./a", "../a", "a/../b", "a b", "a\n", "é"],
        "shorten it to 100": [`${"a".repeat(101)}`],
        "two files have it": ["twice"],
        "is a file and cannot be a directory": ["twice/below"],
    };
    for (const [message, paths] of Object.entries(bad)) {
        for (const one of paths) {
            it(`refuses the path ${JSON.stringify(one)}`, () => {
                const at = (name: string): BundleFile => ({ path: name, mode: 0o644, content: "" });
                // "twice-" sorts between "twice" and "twice/below".
                expect(() => hostBundle("edge", [at(one), at("twice-"), at("twice")]))
                    .to.throw(`Bundle path "${one}": `)
                    .with.property("message")
                    .that.contains(message);
            });
        }
    }
});

describe("what each host's bundle holds", () => {
    const configs: HostConfig[] = [edgeConfig, agentConfig, verifierConfig];
    for (const config of configs) {
        it(`${config.role}: apply, a manifest, and its config in a fixed place`, () => {
            const rendered = renderHost(config);
            expect(renderHost(structuredClone(config))).to.deep.equal(rendered);
            const text = (name: string) => rendered.find(({ path: at }) => at === name)?.content.toString() ?? "";
            expect(rendered.find(({ path: at }) => at === "apply")?.mode).to.equal(0o755);
            const manifest = JSON.parse(text("manifest.json")) as Manifest;
            expect(manifest.role).to.equal(config.role);
            expect(manifest.units[0]).to.deep.equal({ unit: "nftables.service", reads: [], on: "mask" });
            expect(manifest.early).to.include("isolated-openhands-firewall.service");
            expect(JSON.parse(text("root/etc/isolated-openhands/config.json"))).to.deep.equal(config);
            const { archive, key } = hostBundle(config.role, rendered);
            expect(key).to.match(new RegExp(`^host/${config.role}/[0-9a-f]{64}\\.tar\\.gz$`));
            // It lies in the plan and in the state. The web proxy's has its services in it, each with what it uses of zod.
            expect(archive.length).to.be.lessThan((config.role === "edge" ? 256 : 64) * 1024);
        });
    }
});
