import { expect } from "chai";
import type { z } from "zod";
import { keysOf } from "../../stacks/config/reference/keys";
import { keysAt } from "../../stacks/config/keysAt";
import { sections } from "../../model/config/schema";
import { messageOf, rawConfig } from "../fixtures/config";

/** Everything that the schema has, each kind once, with a value at every key. */
const whole = {
    network: { mode: "nat-endpoints", cidr: "10.0.0.0/16", azCount: 1, natGateways: "single", availabilityZones: [] },
    access: {
        authorizedCidrs: [],
        acceptOpenInternet: false,
        sshCidrs: [],
        users: [{ name: "a" }],
        trustedSubjects: [{ provider: "p" }],
        openHands: { host: "h", certificate: { kind: "letsencrypt", email: "e", hostedZoneId: "z" } },
        verifier: { host: "h", certificateArn: "c" },
    },
    llm: {
        endpoints: [{ kind: "https", paths: [{ path: "p" }], limits: {} }, { kind: "bedrock" }],
        default: { endpoint: "e", model: "m" },
    },
    host: {},
    webProxy: {},
    openHands: { image: {} },
    verifier: { ollama: {}, artifacts: {} },
    operations: {},
} as const;

/** Every map inside of a value, with the way to it. */
function maps(value: unknown, path: (string | number)[] = []): (string | number)[][] {
    if (typeof value !== "object" || value === null) return [];
    const own = Array.isArray(value) ? [] : [path];
    return [
        ...own,
        ...Object.entries(value).flatMap(([key, inner]) =>
            maps(inner, [...path, Array.isArray(value) ? Number(key) : key]),
        ),
    ];
}

/** Two letters in the middle the other way round, as a hurry writes them. */
const slip = (word: string) => {
    const at = [...word].findIndex((letter, i) => i > 0 && word[i + 1] !== undefined && letter !== word[i + 1]);
    return at < 0 ? `${word}x` : word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2);
};

describe("a slip in a key is answered by the key, at every level", () => {
    for (const [section, value] of Object.entries(whole))
        for (const path of maps(value)) {
            const schema = sections[section as keyof typeof sections] as z.ZodType;
            const keys = keysAt(schema, path, value);
            it(`${[section, ...path].join(".")} (${keys.length} keys)`, () => {
                expect(keys).to.not.be.empty;
                for (const key of keys) {
                    const changed = structuredClone(value) as never;
                    const place = path.reduce<Record<PropertyKey, unknown>>((at, part) => at[part] as never, changed);
                    place[slip(key)] = 1;
                    expect(messageOf(rawConfig({ [section]: changed })), key).to.include(
                        `.${slip(key)} = 1: is no key of this section: did you mean ${key}?`,
                    );
                }
            });
        }

    it("leaves out no key of the schema", () => {
        const reached = Object.entries(whole).flatMap(([section, value]) =>
            maps(value).flatMap((path) =>
                keysAt(sections[section as keyof typeof sections] as z.ZodType, path, value).map((key) =>
                    [section, ...path.map((part) => (typeof part === "number" ? "[]" : part)), key]
                        .join(".")
                        .replaceAll(".[]", "[]"),
                ),
            ),
        );
        const all = Object.entries(sections).flatMap(([name, schema]) => keysOf(schema as z.ZodType, name));
        const left = all.map(({ path }) => path).filter((path) => path.includes(".") && !path.includes("<name>"));
        // A certificate of kind secret is the third kind of one key.
        expect(left.filter((path) => !reached.includes(path))).to.deep.equal([
            "access.openHands.certificate.secretArn",
        ]);
    });

    it("is answered for the names of sections", () => {
        for (const section of Object.keys(sections))
            expect(messageOf(rawConfig({ [slip(section)]: {} }))).to.include(
                `:${slip(section)} = {}: is no key of this project: did you mean ${section}?`,
            );
    });

    it("is answered for the keys of aws", () => {
        const aws = { region: "us-east-1", reigon: "us-east-1", allowedAccountIDs: ["111122223333"] };
        expect(messageOf(rawConfig({}, { aws })))
            .to.match(/aws:reigon = .*did you mean region\?/)
            .and.match(/aws:allowedAccountIDs = .*did you mean allowedAccountIds\?/);
    });
});

describe("a slip in a value with few choices is answered by the choice", () => {
    const slips: [change: Record<string, unknown>, says: string][] = [
        [{ profile: "prd" }, "write one of demo, prod: did you mean prod?"],
        [{ "network.mode": "nat-endpoint" }, "did you mean nat-endpoints?"],
        [{ "network.natGateways": "per-zone" }, "write one of single, per-az\n"],
        [{ "verifier.ocrBackend": "tesserract" }, "did you mean tesseract?"],
        [{ "access.openHands.certificate": { kind: "letsencript" } }, "did you mean letsencrypt?"],
        [{ "llm.endpoints": [{ kind: "bedrok" }] }, "did you mean bedrock?"],
        [{ "llm.default.endpoint": "antropic" }, "write one of anthropic: did you mean anthropic?"],
    ];
    for (const [change, says] of slips)
        it(JSON.stringify(change), () => expect(`${messageOf(rawConfig(change))}\n`).to.include(says));
});
