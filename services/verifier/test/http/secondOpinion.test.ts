import { expect } from "chai";

import { eventually, FakeOllama } from "./fakeOllama";
import { goodLabel, Service } from "./service";

describe("SECOND_OPINION", function () {
    this.timeout(120_000);
    let ollama: FakeOllama;
    let service: Service;

    before(async () => {
        ollama = await FakeOllama.start();
        service = await Service.start({ OLLAMA_HOST: ollama.url, SECOND_OPINION: "true" });
        await eventually(async () => (await service.ask("/health")).body.status === "healthy");
    });
    after(async () => {
        await service.stop();
        await ollama.stop();
    });

    /** A label whose application says another alcohol content than the label, for certain. */
    const accused = async (fields: Record<string, string> = {}) => {
        const { image, truth } = await goodLabel();
        const other = { ...(JSON.parse(truth) as { abv: number }), abv: 71.5 };
        const answer = await service.post("/verify", { image, ground_truth: JSON.stringify(other), ...fields });
        expect(answer.status).to.equal(200);
        return answer.body;
    };

    it("takes back what the model reads otherwise, and a person must look", async () => {
        ollama.text = "Silver Creek\n71.5% ALC/VOL";
        const { status, violations, warnings } = await accused();
        expect(violations.map(({ field }: { field: string }) => field)).to.not.contain("abv");
        expect(warnings[0]).to.contain("not by the vision model");
        expect(status).to.not.equal("COMPLIANT");
    });

    it("leaves what the model reads too", async () => {
        ollama.text = "Silver Creek\n13% ALC/VOL";
        expect((await accused()).violations.map(({ field }: { field: string }) => field)).to.contain("abv");
    });

    it("asks nothing of a label against which nothing is held", async () => {
        ollama.picture = Buffer.alloc(0);
        const { image, truth } = await goodLabel();
        expect((await service.post("/verify", { image, ground_truth: truth })).body.status).to.equal("COMPLIANT");
        expect(ollama.picture).to.have.length(0);
    });

    it("leaves the verdict as it is when the model has no answer in time, and says so", async () => {
        ollama.text = undefined;
        const { status, warnings } = await accused({ timeout: "8" });
        expect(status).to.equal("NON_COMPLIANT");
        expect(warnings[0]).to.match(/No second opinion of the vision model: not read within/);
    });

    it("leaves the verdict as it is when the model is lost, and says so", async () => {
        ollama.status = 500;
        const { status, warnings } = await accused();
        expect(status).to.equal("NON_COMPLIANT");
        expect(warnings[0]).to.contain("No second opinion of the vision model: ").and.to.contain("answered 500");
    });
});
