import { expect } from "chai";
import { isOlder, knownTooOld } from "../../model/openHandsVersions";
import { ConfigError, parseConfig } from "../../stacks/config";
import { rawConfig } from "../fixtures/config";

const image = (repository: string, tag: string) => ({ repository: `ghcr.io/openhands/${repository}`, tag });

describe("the versions of OpenHands", () => {
    it("are compared by their numbers", () => {
        expect(isOlder("1.9.0", "1.52.0")).to.equal(true);
        expect(isOlder("1.52.0", "1.52.0")).to.equal(false);
        expect(isOlder("1.100.0", "1.52.0")).to.equal(false);
        expect(isOlder("0.99.9", "1.0.0")).to.equal(true);
    });

    it("are refused by their tag when the release is known to have an SDK below 1.52.0, and else left to stage", () => {
        const old = ["1.20.0", "1.6.1", "v1.19.3", "1.20.0-rc1"].map((tag) => image("agent-canvas", tag));
        const servers = ["1.51.9-python", "1.49.1"].map((tag) => image("agent-server", tag));
        for (const one of [...old, ...servers]) expect(knownTooOld(one), one.tag).to.include("CVE-2026-112346");
        const others = ["1.20.1", "1.41.0", "main-abc"].map((tag) => image("agent-canvas", tag));
        for (const one of [...others, image("agent-server", "1.52.0-python"), image("other", "1.0.0")])
            expect(knownTooOld(one), one.tag).to.equal(undefined);
    });

    it("are a mistake of the stack file when they are too old, and the message says what to write", () => {
        const raw = rawConfig();
        const openHands = raw.project.openHands as { image: { tag: string } };
        const old = {
            ...raw,
            project: { ...raw.project, openHands: { ...openHands, image: { ...openHands.image, tag: "1.20.0" } } },
        };
        expect(() => parseConfig(old))
            .to.throw(ConfigError)
            .with.property("message")
            .that.includes("openHands.image.tag = ")
            .and.includes("write the tag of a newer release");
    });
});
