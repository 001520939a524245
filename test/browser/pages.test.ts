import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import axe from "axe-core";
import { expect } from "chai";
import { chromium, type Browser, type Page } from "playwright-core";
import { estimate } from "../../analysis/cost";
import { drawDiagram } from "../../analysis/diagram";
import type { Plan } from "../../model/plan";
import { judge } from "../../preflight/evaluate";
import { planStack } from "../../preflight/plan";
import { membersOf } from "../../preflight/bundle/members";
import { preflight } from "../../preflight/preflight";
import { renderReport } from "../../preflight/report";
import { renderPage } from "../../twin/report/page";
import { twinEvidence } from "../twin/report/evidence";
import { demoPlan, prodPlan } from "../analysis/fixtures/stacks";
import { layoutFaults } from "./layout";

const WIDTH = 1280;
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** Names far longer than the product's, so that shortening is looked at too. */
function longNames(plan: Plan): Plan {
    const resources = plan.resources.map((resource) => ({
        ...resource,
        props:
            typeof resource.props.name === "string"
                ? { ...resource.props, name: `${resource.props.name}-with-a-name-that-goes-on-WWWWWWWWWWWW` }
                : resource.props,
    }));
    return { ...plan, resources };
}

const plans: Readonly<Record<string, Plan>> = {
    prod: prodPlan(),
    "prod-two-zones": prodPlan({ zones: 2 }),
    "prod-three-zones": prodPlan({ zones: 3, natGateways: "per-az" }),
    "prod-nat": prodPlan({ mode: "nat" }),
    demo: demoPlan(),
    "long-names": longNames(prodPlan()),
};

describe("pages in a browser", function () {
    this.timeout(60_000);
    let browser: Browser;
    let folder: string;

    before(async () => {
        expect(existsSync(CHROMIUM), `needs Chromium at ${CHROMIUM}; set CHROMIUM to where it is`).to.be.true;
        folder = mkdtempSync(join(tmpdir(), "pages-"));
        browser = await chromium.launch({
            executablePath: CHROMIUM,
            args: [
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ],
        });
    });

    after(async () => {
        await browser?.close();
        if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    });

    /** Opens a file, and collects what it asks for and what the console says. */
    async function open(name: string, content: string): Promise<{ page: Page; said: string[]; asked: string[] }> {
        const file = join(folder, name);
        writeFileSync(file, content);
        const page = await browser.newPage({ viewport: { width: WIDTH, height: 900 } });
        // What the TypeScript loader adds to functions that are sent into the page.
        await page.addInitScript("globalThis.__name = (named) => named");
        const said: string[] = [];
        const asked: string[] = [];
        page.on("console", (message) => said.push(message.text()));
        page.on("pageerror", (error) => said.push(String(error)));
        const url = pathToFileURL(file).href;
        page.on("request", (request) => {
            if (request.url() !== url && request.url() !== "data:,") asked.push(request.url());
        });
        await page.goto(url);
        return { page, said, asked };
    }

    /** With PICTURES set, keeps what was looked at. */
    async function keep(page: Page, name: string): Promise<void> {
        if (process.env.PICTURES === undefined) return;
        mkdirSync(process.env.PICTURES, { recursive: true });
        await page.screenshot({ path: join(process.env.PICTURES, `${name}.png`), fullPage: true });
    }

    /** No text on another, none outside its box, all within the page, nothing in the console, nothing asked for. */
    async function lookAtDiagram(name: string, plan: Plan): Promise<void> {
        const { page, said, asked } = await open(`${name}.svg`, drawDiagram(plan));
        expect(await page.evaluate(layoutFaults, WIDTH)).to.deep.equal([]);
        expect({ said, asked }).to.deep.equal({ said: [], asked: [] });
        await page.close();
    }

    /** The same, with every part open. */
    async function lookAtReport(name: string, plan: Plan): Promise<void> {
        const judged = { ...judge(plan), evaluated: true };
        const report = renderReport({ plan, cost: estimate(plan), diagram: drawDiagram(plan), ...judged });
        const { page, said, asked } = await open(`${name}.html`, report);
        await keep(page, `report-${name}`);
        await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
        expect(await page.evaluate(layoutFaults, WIDTH)).to.deep.equal([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).to.be.at.most(WIDTH);
        // The style sheet passed the page's own content security policy.
        expect(await page.evaluate(() => getComputedStyle(document.body).margin)).to.equal("0px");
        expect({ said, asked }).to.deep.equal({ said: [], asked: [] });
        await page.close();
    }

    for (const [name, plan] of Object.entries(plans)) {
        it(`shows the diagram of ${name} without a fault`, () => lookAtDiagram(name, plan));
        it(`shows the report of ${name} without a fault`, () => lookAtReport(name, plan));
    }

    for (const stack of ["dev", "prod"]) {
        it(`shows what the program of ${stack} plans without a fault`, async () => {
            const plan = await planStack(stack);
            await lookAtDiagram(stack, plan);
            await lookAtReport(stack, plan);
        });
    }

    for (const scheme of ["light", "dark"] as const)
        for (const width of [1280, 400])
            it(`shows the report at ${width} px in ${scheme} with contrast, nothing cut off, and its verdict first`, async () => {
                const result = await preflight("dev");
                const { page } = await open(`verdict-${scheme}-${width}.html`, result.report);
                await page.emulateMedia({ colorScheme: scheme });
                await page.setViewportSize({ width, height: 900 });
                await keep(page, `report-dev-${scheme}-${width}`);
                expect(await page.evaluate(() => document.documentElement.scrollWidth)).to.be.at.most(width);
                const verdict = page.locator(".verdict");
                expect(await verdict.textContent()).to.equal("Accepted, not isolated");
                expect((await verdict.boundingBox())?.y).to.be.below(600);
                await page.evaluate(axe.source);
                const faults = await page.evaluate(async () => {
                    const run = (globalThis as never as { axe: typeof import("axe-core") }).axe.run;
                    const { violations } = await run(
                        { exclude: "figure" },
                        { runOnly: ["color-contrast", "list", "label"] },
                    );
                    return violations.flatMap(({ id, nodes }) =>
                        nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`),
                    );
                });
                expect(faults).to.deep.equal([]);
                const small = await page.evaluate(
                    () =>
                        [...document.querySelectorAll("main :not(figure *)")].filter(
                            (one) => parseFloat(getComputedStyle(one).fontSize) < 12,
                        ).length,
                );
                expect(small, "texts under 12 px").to.equal(0);
                const dark = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
                expect(dark).to.equal(scheme === "dark" ? "rgb(11, 17, 32)" : "rgb(241, 245, 249)");
                await page.close();
            });

    for (const width of [1280, 400])
        it(`shows the twin's page at ${width} px with every part open, nothing cut off and nothing asked for`, async () => {
            const { page, said, asked } = await open(`twin-${width}.html`, renderPage("prod", twinEvidence));
            await page.setViewportSize({ width, height: 900 });
            await keep(page, `twin-${width}`);
            await page.evaluate(() => document.querySelectorAll("details").forEach((one) => (one.open = true)));
            expect(await page.evaluate(layoutFaults, width)).to.deep.equal([]);
            expect(await page.evaluate(() => document.documentElement.scrollWidth)).to.be.at.most(width);
            expect(await page.locator(".verdict").textContent()).to.contain("Not all as expected");
            expect(await page.evaluate(() => getComputedStyle(document.body).margin)).to.equal("0px");
            expect({ said, asked }).to.deep.equal({ said: [], asked: [] });
            await page.close();
        });

    for (const stack of ["dev", "prod"])
        for (const width of [1280, 400])
            it(`shows the auditor's page of ${stack} at ${width} px, nothing cut off and nothing asked for`, async () => {
                const members = membersOf(join(__dirname, "../.."), await preflight(stack), { missing: "none" }, "key");
                const { page, said, asked } = await open(`evidence-${stack}.html`, String(members.get("index.html")));
                await page.setViewportSize({ width, height: 900 });
                await keep(page, `evidence-${stack}-${width}`);
                await page.evaluate(() => document.querySelectorAll("details").forEach((one) => (one.open = true)));
                // The diagram is wider than a narrow page, and is swiped.
                await page.evaluate(() => document.querySelector("figure")!.remove());
                expect(await page.evaluate(layoutFaults, width)).to.deep.equal([]);
                expect(await page.evaluate(() => document.documentElement.scrollWidth)).to.be.at.most(width);
                expect((await page.locator(".verdict").boundingBox())?.y).to.be.below(600);
                expect({ said, asked }).to.deep.equal({ said: [], asked: [] });
                await page.close();
            });

    it("shows a row of a table as a card with heads at 400 px, and as a row at 1280", async () => {
        const { page } = await open("rows.html", (await preflight("dev")).report);
        const shapes = () =>
            page.evaluate(() => {
                const cell = document.querySelector("#connections td")!;
                return [getComputedStyle(cell).display, getComputedStyle(cell, "::before").content];
            });
        expect(await shapes()).to.deep.equal(["table-cell", "none"]);
        await page.setViewportSize({ width: 400, height: 900 });
        expect(await shapes()).to.deep.equal(["block", '"To"']);
        await page.close();
    });

    it("notices a text that lies on another, or outside its box, or outside the page", async () => {
        const svg = (body: string): string =>
            `<svg xmlns="http://www.w3.org/2000/svg" width="1240" height="200"><g>${body}</g></svg>`;
        const { page } = await open("overlap.svg", svg(`<text x="10" y="50">abc</text><text x="12" y="52">def</text>`));
        expect(await page.evaluate(layoutFaults, WIDTH)).to.deep.equal(['"abc" and "def" overlap']);
        const box = `<rect data-box="card" x="10" y="10" width="40" height="30"/>`;
        const outside = await open("box.svg", svg(`${box}<text x="20" y="30">much too long</text>`));
        expect(await outside.page.evaluate(layoutFaults, WIDTH)).to.deep.equal(['"much too long" leaves its box']);
        const subnet = `<rect data-box="subnet" x="80" y="10" width="99" height="90"/>`;
        const across = await open("edge.svg", svg(`<g>${subnet}</g><text x="60" y="50">sealed: no route</text>`));
        expect(await across.page.evaluate(layoutFaults, WIDTH)).to.deep.equal([
            '"sealed: no route" crosses the edge of a subnet',
        ]);
        const wide = await open("wide.svg", svg(`<text x="1270" y="30">beyond the edge</text>`));
        expect(await wide.page.evaluate(layoutFaults, WIDTH)).to.deep.equal(['"beyond the edge" leaves the page']);
    });
});
