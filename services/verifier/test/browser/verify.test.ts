import { expect } from "chai";
import type { Page } from "playwright-core";
import sharp from "sharp";

import { sample, truthFile } from "./samples";
import { accessFaults, keep, Site, verify } from "./site";

describe("the page: verifying", function () {
    this.timeout(60_000);
    let site: Site;
    let page: Page;

    before(async () => {
        site = await Site.start();
    });
    after(() => site?.stop());
    beforeEach(async () => {
        page = await site.open();
    });
    afterEach(async () => {
        await page.close();
        // There is no model: the page asks, and is told so.
        site.quiet(/404 \(Not Found\)/);
    });

    const badge = (): Promise<string> => page.locator(".result .badge").first().innerText();
    const finding = (field: string) => page.locator(`.findings [data-field="${field}"]`).first();

    it("shows a good label as compliant, each field boxed where it stands", async () => {
        const { file, truth } = await sample();
        await keep(page, "empty");
        await verify(page, file, truthFile("LABEL.json", truth));
        expect(await badge()).to.equal("✓ Compliant");
        await page.locator(".box").first().waitFor();
        await keep(page, "compliant");
        expect(await page.locator(".tag-name:visible").count()).to.equal(7);
        expect(await accessFaults(page)).to.deep.equal([]);
        const boxes = page.locator(".box");
        // Findings of one place share its box: the form of the alcohol content stands where the content does.
        expect(await boxes.count()).to.equal(7);
        expect(await page.locator(".findings li").count()).to.equal(10);
        expect(await page.locator(".box[data-field=abv] .tag").innerText()).to.match(/^2 7 /);
        // The generator draws the contents at 540 of 1400 pixels, centred, 42 high.
        const image = (await page.locator(".frame img").boundingBox())!;
        const box = (await page.locator('.box[data-field="net_contents"]').boundingBox())!;
        const scale = 1400 / image.width;
        expect((box.x + box.width / 2 - image.x) * scale).to.be.closeTo(700, 15);
        expect((box.y + box.height / 2 - image.y) * scale).to.be.closeTo(540 - 16, 15);
        expect(box.height * scale).to.be.within(25, 60);
    });

    it("shows what contradicts: expected, actual, the differing words, similarity and citation", async () => {
        const { file, truth } = await sample("warning-word");
        await verify(page, file, truthFile("label.json", { ...truth, brand_name: "Quite Another" }));
        expect(await badge()).to.equal("✕ Not compliant");
        await page.locator(".box").first().waitFor();
        await keep(page, "non-compliant");
        expect(await accessFaults(page)).to.deep.equal([]);
        const brand = await finding("brand_name").innerText();
        expect(brand).to.contain("✕ Violation").and.contain("Quite Another").and.contain(truth.brand_name!);
        expect(brand).to.match(/Similarity\s+\d+\.\d %/);
        expect(brand).to.contain("27 CFR 4.33, 5.64, 7.64");
        const warning = finding("government_warning.text");
        expect(await warning.locator("mark").allInnerTexts()).to.deep.equal(["not", "drink", "avoid"]);
        expect(await warning.innerText()).to.contain("27 CFR 16.21");
        expect(await page.locator(".notes").innerText()).to.contain("bold type");
    });

    it("links list and picture by hover, focus and click, both ways", async () => {
        const { file } = await sample();
        await verify(page, file);
        const inList = finding("abv");
        const box = page.locator('.box[data-field="abv"]');
        const linked = () => page.locator(".linked").evaluateAll((all) => all.map((one) => one.tagName).sort());
        // Two findings stand at this place: the alcohol content, and its form.
        const both = ["BUTTON", "LI", "LI"];
        await inList.hover();
        expect(await linked()).to.deep.equal(both);
        await page.hover("#verify-title");
        expect(await linked()).to.deep.equal([]);
        await inList.locator("button").focus();
        expect(await linked()).to.deep.equal(both);
        await page.keyboard.press("Enter");
        expect(await box.evaluate((one) => one === document.activeElement)).to.be.true;
        await page.keyboard.press("Enter");
        expect(await inList.locator("button").evaluate((one) => one === document.activeElement)).to.be.true;
        const name = "Alcohol by volume: Present, Alcohol: form: Matches. Show in the list";
        expect(await page.getByRole("button", { name, exact: true }).count()).to.equal(1);
    });

    it("keeps what is not legible apart from violations, as a question to a human", async () => {
        const { file } = await sample();
        const blurred = await sharp(file.buffer).resize(420).blur(1.6).png().toBuffer();
        await verify(page, { ...file, buffer: blurred });
        expect(await badge()).to.equal("? Needs a human");
        const unclear = page.locator('.findings [data-outcome="unclear"]').first();
        expect(await unclear.innerText()).to.contain("? Not legible: a human must look");
        await keep(page, "not-legible");
        expect(await page.locator('.findings [data-outcome="bad"]').count()).to.equal(0);
        expect(await accessFaults(page)).to.deep.equal([]);
    });

    it("sends the values of the form, and says in text which of them is not on the label", async () => {
        const { file, truth } = await sample();
        await page.fill("[name=brand_name]", truth.brand_name!);
        await page.fill("[name=class_type]", truth.class_type!);
        await page.fill("[name=abv]", String(truth.abv! + 5));
        await page.selectOption("[name=product_type]", truth.commodity!);
        await page.fill("[name=net_contents]", truth.net_contents!);
        await page.fill("[name=bottler]", truth.bottler!);
        await verify(page, file);
        expect(await badge()).to.equal("✕ Not compliant");
        const outcomes = await page
            .locator(".findings li")
            .evaluateAll((all) =>
                all.map((one) => `${one.getAttribute("data-field")} ${one.getAttribute("data-outcome")}`),
            );
        expect(outcomes.filter((one) => !one.endsWith("good"))).to.deep.equal(["abv bad"]);
        expect(outcomes).to.include("product_type good");
        expect(await page.locator("#announcer").innerText()).to.equal("label.png: Not compliant, 1 violation");
    });

    it("verifies several labels in their order, each against the .json of its name", async () => {
        const [good, bad] = [await sample(), await sample("bottler", { name: "second.png" })];
        const wrong = { ...bad.truth, brand_name: "Quite Another" };
        await page.setInputFiles("#files", [good.file, truthFile("second.json", wrong)]);
        expect(await page.locator("#form-problem").innerText()).to.contain("second.json has no picture");
        await page.setInputFiles("#files", [bad.file]);
        expect(await page.locator("#form-problem").isHidden()).to.be.true;
        expect(await page.locator("#chosen").innerText()).to.contain("with second.json");
        expect(await page.locator("#send").innerText()).to.equal("Verify 2 labels");
        await page.click("#send");
        await page.locator(".result .badge").nth(1).waitFor();
        expect(await page.locator(".result h3").allInnerTexts()).to.deep.equal(["label.png", "second.png"]);
        expect(await page.locator(".result .badge").allInnerTexts()).to.deep.equal(["✓ Compliant", "✕ Not compliant"]);
        expect(await page.locator("#tally").innerText()).to.equal("2 labels: 1 compliant, 1 not compliant.");
        const second = page.locator(".result").nth(1);
        expect(await second.locator('[data-field="bottler"] .outcome').innerText()).to.equal("✕ Missing");
        expect(await second.locator('li[data-field="brand_name"] .outcome').innerText()).to.equal("✕ Violation");
        expect(await page.locator("#chosen").isHidden()).to.be.true;
    });

    for (const [how, type] of [
        ["dropped anywhere", "drop"],
        ["pasted", "paste"],
    ] as const) {
        it(`takes a picture that is ${how}`, async () => {
            const { file } = await sample();
            await page.evaluate(
                ({ type, base64 }) => {
                    const bytes = Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
                    const data = new DataTransfer();
                    data.items.add(new File([bytes], "thrown.png", { type: "image/png" }));
                    const options = { bubbles: true, cancelable: true };
                    const event =
                        type === "drop"
                            ? new DragEvent("drop", { ...options, dataTransfer: data })
                            : new ClipboardEvent("paste", { ...options, clipboardData: data });
                    document.querySelector("h1")!.dispatchEvent(event);
                    if (type === "drop" && !event.defaultPrevented) console.log("the file would replace the page");
                },
                { type, base64: file.buffer.toString("base64") },
            );
            expect(await page.locator("#chosen .file-name").allInnerTexts()).to.deep.equal(["thrown.png"]);
            await page.click("#send");
            expect(await badge()).to.equal("✓ Compliant");
        });
    }

    it("turns a picture upright by EXIF, boxes with it, and shows all of a tall one beside the list", async () => {
        const { file } = await sample();
        const padded = await sharp(file.buffer).extend({ bottom: 2000, background: "white" }).toBuffer();
        // Stored on its side; the tag says how to turn it.
        const buffer = await sharp(padded)
            .rotate(-90)
            .withMetadata({ orientation: 6 })
            .jpeg({ quality: 95 })
            .toBuffer();
        await verify(page, { name: "label.jpg", mimeType: "image/jpeg", buffer });
        expect(await badge()).to.equal("✓ Compliant");
        const box = (await page.locator('.box[data-field="net_contents"]').boundingBox())!;
        const image = (await page.locator(".frame img").boundingBox())!;
        expect(image.height).to.be.above(image.width).and.at.most(900);
        const scale = 1400 / image.width;
        expect((box.x + box.width / 2 - image.x) * scale).to.be.closeTo(700, 15);
        expect((box.y + box.height / 2 - image.y) * scale).to.be.closeTo(540 - 16, 15);
        await keep(page, "tall");
        // Too small for names: numbers, and the name of the one that is pointed at.
        const names = page.locator(".tag-name:visible");
        expect(await names.count()).to.equal(0);
        await finding("abv").hover();
        expect(await names.allInnerTexts()).to.deep.equal(["Alcohol by volume "]);
    });

    it("says that a TIFF cannot be shown, and gives its verdict all the same", async () => {
        const { file } = await sample();
        const tiff = { name: "label.tiff", mimeType: "image/tiff", buffer: await sharp(file.buffer).tiff().toBuffer() };
        await verify(page, tiff);
        expect(await badge()).to.equal("✓ Compliant");
        expect(await page.locator(".no-picture").innerText()).to.contain("TIFF");
        expect(await page.locator(".box").count()).to.equal(0);
    });

    it("takes a chosen picture back, and keeps the focus near; asks for a picture where there is none", async () => {
        const { file } = await sample();
        await page.setInputFiles("#files", [file, { ...file, name: "other.png" }]);
        await page.getByRole("button", { name: "Remove label.png" }).click();
        expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).to.equal(
            "Remove other.png",
        );
        await page.keyboard.press("Enter");
        expect(await page.evaluate(() => document.activeElement?.id)).to.equal("choose");
        await page.click("#send");
        expect(await page.locator("#form-problem").innerText()).to.equal("Choose a picture first.");
    });

    it("says when the picture could not be kept, beside the verdict", async () => {
        const { file } = await sample();
        await page.selectOption("#keep", "true");
        await verify(page, file);
        expect(await badge()).to.equal("✓ Compliant");
        expect(await page.locator(".result .problem").innerText()).to.contain("Not kept: Artifact storage is off");
    });
});
