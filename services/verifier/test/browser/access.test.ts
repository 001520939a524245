import { expect } from "chai";
import type { BrowserContextOptions, Page } from "playwright-core";

import { sample } from "./samples";
import { accessFaults, keep, Site, verify } from "./site";

describe("the page: for everybody", function () {
    this.timeout(60_000);
    let site: Site;
    let page: Page;

    before(async () => {
        site = await Site.start();
    });
    after(() => site?.stop());
    afterEach(async () => {
        await page.close();
        site.quiet(/404 \(Not Found\)/);
    });

    const looks: Record<string, BrowserContextOptions> = {
        "in the light": {},
        "in the dark": { colorScheme: "dark" },
        "320 pixels wide": { viewport: { width: 320, height: 640 } },
        "320 pixels wide in the dark": { viewport: { width: 320, height: 640 }, colorScheme: "dark" },
        "on a tablet": { viewport: { width: 768, height: 1024 } },
        "in forced colours": { forcedColors: "active" },
    };
    for (const [name, options] of Object.entries(looks)) {
        it(`has no fault that axe finds, and no text beyond the edge: ${name}`, async () => {
            page = await site.open("/", options);
            const file = (name: string) => name.replaceAll(" ", "-");
            expect(await accessFaults(page), "empty").to.deep.equal([]);
            await page.fill("[name=brand_name]", "Quite Another");
            const long = "a-name-that-goes-on-and-on-without-a-space-".repeat(3);
            await verify(page, (await sample("warning-word", { name: `${long}.png` })).file);
            await page.locator(".box").first().waitFor();
            await page.getByText("Access token", { exact: true }).click();
            await keep(page, `verdict-${file(name)}`);
            expect(await accessFaults(page), "verdict").to.deep.equal([]);
            await page.goto(`${site.service.url}/#stored`);
            await page.getByText("This service keeps no verifications.").waitFor();
            expect(await page.locator("#stored-list").innerText()).to.contain("Artifact storage is off");
            await keep(page, `storage-off-${file(name)}`);
            expect(await accessFaults(page), "stored").to.deep.equal([]);
        });
    }

    it("notices a fault: axe runs, and so does the measure of the width", async () => {
        page = await site.open();
        await page.evaluate(() => {
            const image = document.createElement("img");
            image.style.cssText = "display: block; width: 3000px; height: 1px";
            document.querySelector("main")!.append(image);
        });
        const faults = (await accessFaults(page)).join("\n");
        expect(faults)
            .to.contain("image-alt")
            .and.match(/30\d\d pixels wide in 1280/);
    });

    it("is used by keyboard alone, each stop seen, from the link that skips to the verdict", async () => {
        page = await site.open();
        await page.keyboard.press("Tab");
        expect(await page.evaluate(() => document.activeElement?.textContent)).to.equal("Skip to the content");
        await page.keyboard.press("Enter");
        expect(await page.evaluate(() => document.activeElement?.id)).to.equal("content");
        expect(await page.locator("#view-verify").isVisible()).to.be.true;
        await page.setInputFiles("#files", [(await sample()).file]);
        const stops: string[] = [];
        for (let count = 0; count < 12; count++) {
            await page.keyboard.press("Tab");
            const [name, outline] = await page.evaluate(() => {
                const at = document.activeElement as HTMLInputElement;
                return [at.id || at.name || at.getAttribute("aria-label")!, getComputedStyle(at).outlineStyle];
            });
            expect(outline, name).to.equal("solid");
            stops.push(name!);
            if (name === "send") break;
        }
        expect(stops).to.deep.equal(
            ["choose", "Remove label.png", "brand_name", "class_type", "product_type", "abv", "net_contents"].concat([
                "bottler",
                "backend",
                "keep",
                "send",
            ]),
        );
        await page.keyboard.press("Enter");
        expect(await page.evaluate(() => document.activeElement?.id)).to.equal("results-title");
        await page.locator(".box").first().waitFor();
        await page.keyboard.press("Tab");
        expect(await page.evaluate(() => document.activeElement?.className)).to.equal("box linked");
        const shadow = await page.evaluate(() => getComputedStyle(document.activeElement!).boxShadow);
        expect(shadow).not.to.equal("none");
    });

    it("says the same in signs and words as in colours", async () => {
        page = await site.open();
        await verify(page, (await sample("warning-word")).file);
        await page.locator(".box").first().waitFor();
        const tags = await page.locator(".box .tag").allTextContents();
        expect(tags).to.include("1 Warning: text ✕").and.include("2 Brand name ✓");
        const outcomes = await page.locator(".findings .outcome").allInnerTexts();
        expect(new Set(outcomes)).to.deep.equal(new Set(["✕ Violation", "✓ Present", "✓ Matches"]));
        const styles = await page
            .locator(".box")
            .evaluateAll((all) =>
                all.map((one) => `${one.getAttribute("data-outcome")} ${getComputedStyle(one).outlineStyle}`),
            );
        expect(new Set(styles)).to.deep.equal(new Set(["bad double", "good solid"]));
    });

    it("stands still for those who asked for less motion, and only for them", async () => {
        const animation = () =>
            page.evaluate(() => {
                const bar = document.body.appendChild(document.createElement("progress"));
                return getComputedStyle(bar).animationName;
            });
        page = await site.open("/", { reducedMotion: "reduce" });
        expect(await animation()).to.equal("none");
        await page.close();
        page = await site.open();
        expect(await animation()).to.equal("travel");
    });

    it("has its landmarks and headings, and names what is chosen in the navigation", async () => {
        page = await site.open();
        for (const landmark of ["banner", "main", "contentinfo"] as const) {
            expect(await page.getByRole(landmark).count(), landmark).to.equal(1);
        }
        expect(await page.getByRole("heading", { level: 1 }).allInnerTexts()).to.deep.equal(["Verify labels"]);
        await page.getByRole("link", { name: "Stored" }).click();
        expect(await page.getByRole("heading", { level: 1 }).allInnerTexts()).to.deep.equal(["Stored verifications"]);
        expect(await page.locator("nav [aria-current=page]").allInnerTexts()).to.deep.equal(["Stored"]);
        expect(await page.title()).to.equal("Stored verifications – Label verifier");
        await page.goBack();
        expect(await page.locator("nav [aria-current=page]").allInnerTexts()).to.deep.equal(["Verify"]);
        await page.locator("#stored-list").waitFor({ state: "hidden" });
    });
});
