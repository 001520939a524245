import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { source as axeSource } from "axe-core";
import { expect } from "chai";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

import { Service } from "../http/service";

const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** The whole service, and a browser that looks at its page. */
export class Site {
    /** What consoles said and policies refused, since the last `quiet()`. */
    readonly said: string[] = [];

    private constructor(
        readonly service: Service,
        private readonly browser: Browser,
    ) {}

    static async start(env: NodeJS.ProcessEnv = {}): Promise<Site> {
        expect(existsSync(CHROMIUM), `needs Chromium at ${CHROMIUM}; set CHROMIUM to where it is`).to.be.true;
        const service = await Service.start({ LOG_LEVEL: "CRITICAL", ...env });
        try {
            const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"];
            const browser = await chromium.launch({ executablePath: CHROMIUM, args });
            return new Site(service, browser);
        } catch (error) {
            await service.stop();
            throw error;
        }
    }

    async stop(): Promise<void> {
        await this.browser.close();
        await this.service.stop();
    }

    async open(path = "/", options: BrowserContextOptions = {}): Promise<Page> {
        const page = await this.browser.newPage({ viewport: { width: 1280, height: 900 }, ...options });
        page.setDefaultTimeout(20_000);
        page.on("console", (message) => this.said.push(message.text()));
        page.on("pageerror", (error) => this.said.push(String(error)));
        page.on("dialog", (dialog) => {
            this.said.push(`dialog ${dialog.message()}`);
            void dialog.dismiss();
        });
        page.on("request", (request) => {
            const { origin } = new URL(request.url());
            if (origin !== this.service.url) this.said.push(`asked for ${request.url()}`);
        });
        // The first: what the TypeScript loader adds to functions that are sent into the page.
        await page.addInitScript(`
            globalThis.__name = (named) => named;
            addEventListener("securitypolicyviolation", (event) => console.log("policy: " + event.violatedDirective));
        `);
        await page.goto(this.service.url + path);
        return page;
    }

    /** Nothing in the console, no policy broken, no other origin asked; but for what is expected, such as a status of 413. */
    quiet(expected = /^$/): void {
        expect(this.said.splice(0).filter((line) => !expected.test(line))).to.deep.equal([]);
    }
}

/** With PICTURES set, keeps what was looked at. */
export async function keep(page: Page, name: string): Promise<void> {
    if (process.env.PICTURES === undefined) return;
    mkdirSync(process.env.PICTURES, { recursive: true });
    await page.screenshot({ path: join(process.env.PICTURES, `${name}.png`), fullPage: true });
}

export interface Upload {
    name: string;
    mimeType: string;
    buffer: Buffer;
}

/** Chooses files by the button, and sends them. */
export async function verify(page: Page, ...files: Upload[]): Promise<void> {
    // Pictures of many megabytes take their time on a loaded machine.
    await page.setInputFiles("#files", files, { timeout: 60_000 });
    await page.click("#send");
}

/** Faults by axe (WCAG 2.2 A and AA, best practices) and text wider than the page, as text. */
export async function accessFaults(page: Page): Promise<string[]> {
    await page.evaluate(axeSource);
    return page.evaluate(async () => {
        const axe = (globalThis as unknown as { axe: typeof import("axe-core") }).axe;
        const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
        const { violations } = await axe.run(document, { runOnly: tags });
        const faults = violations.flatMap(({ id, help, nodes }) =>
            nodes.map(({ target, failureSummary }) => `${id} (${help}): ${target.join(" ")}: ${failureSummary}`),
        );
        const { scrollWidth, clientWidth } = document.documentElement;
        return scrollWidth > clientWidth ? [...faults, `${scrollWidth} pixels wide in ${clientWidth}`] : faults;
    });
}
