import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { chromium, type Browser, type Page } from "playwright-core";
import { preflight } from "../../preflight/preflight";
import { sample } from "../../services/verifier/test/browser/samples";
import { Site, verify } from "../../services/verifier/test/browser/site";
import { freePort } from "../../services/verifier/test/e2e/s3Server";

/**
 * `npm run pictures`: the README's pictures, taken in Chromium of the real parts: the report of prod, the label verifier's page,
 * and, with OPENHANDS_KIT the folder of the real OpenHands' kit, a conversation with it and its fake LLM.
 */
const folder = join(__dirname, "..", "..", "docs", "pictures");
const viewport = { width: 1000, height: 700 };

const take = (page: Page, name: string) => page.screenshot({ path: join(folder, `${name}.png`) });

async function report(browser: Browser): Promise<void> {
    const scratch = mkdtempSync(join(tmpdir(), "picture-"));
    try {
        const file = join(scratch, "report.html");
        writeFileSync(file, (await preflight("prod")).report);
        const page = await browser.newPage({ viewport });
        await page.goto(pathToFileURL(file).href);
        await take(page, "report");
    } finally {
        rmSync(scratch, { recursive: true });
    }
}

async function verifierPage(): Promise<void> {
    const site = await Site.start();
    try {
        const page = await site.open("/", { viewport });
        await verify(page, (await sample("warning-word")).file);
        await page.locator(".box").first().waitFor({ timeout: 120_000 });
        await page.locator(".box").first().scrollIntoViewIfNeeded();
        await take(page, "page");
    } finally {
        await site.stop();
    }
}

/** A message, a command that the agent really runs, and its answer. */
async function conversation(browser: Browser, kit: string): Promise<void> {
    const [server, front, llm] = [await freePort(), await freePort(), await freePort()];
    const model = spawn(join(kit, "fake-llm"), ["--port", String(llm)], { stdio: "ignore" });
    const ports = ["--port", String(server), "--front", String(front)];
    const base = ["--llm-base", `http://127.0.0.1:${llm}/v1`, "--bake-key"];
    const application = spawn(join(kit, "run"), [...ports, ...base], { stdio: ["ignore", "pipe", "inherit"] });
    try {
        const ready = await new Promise<string>((resolve, reject) => {
            createInterface({ input: application.stdout }).on("line", (line) => /^READY /.test(line) && resolve(line));
            application.once("exit", () => reject(new Error("OpenHands ended before it was ready")));
        });
        const [, key, state] = /key=(\S+) state=(\S+)/.exec(ready)!;
        const call = async (path: string, body?: object) => {
            const headers = { "content-type": "application/json", "x-session-api-key": key };
            const init = body === undefined ? { headers } : { method: "POST", headers, body: JSON.stringify(body) };
            return (await fetch(`http://127.0.0.1:${server}/api${path}`, init)).json();
        };
        const text =
            'How many lines has the label\'s text?\nCALL terminal {"command":"printf \'GOVERNMENT WARNING\\\\nALC. 12 % BY VOL.\\\\n\' > label.txt; wc -l label.txt"}';
        const { active_agent_profile_id } = (await call("/agent-profiles")) as { active_agent_profile_id: string };
        const { id } = (await call("/conversations", {
            workspace: { kind: "LocalWorkspace", working_dir: join(state, "projects") },
            agent_profile_id: active_agent_profile_id,
            initial_message: { role: "user", content: [{ type: "text", text }], run: true },
        })) as { id: string };
        for (let tries = 0; tries < 240; tries++) {
            const { execution_status } = (await call(`/conversations/${id}`)) as { execution_status: string };
            if (execution_status === "finished") break;
            await new Promise((resolve) => setTimeout(resolve, 500));
        }
        const page = await browser.newPage({ viewport });
        await page.goto(`http://127.0.0.1:${front}/conversations/${id}`);
        await page.getByText("TOOL-RESULT").first().waitFor({ timeout: 120_000 });
        await take(page, "conversation");
    } finally {
        for (const child of [application, model]) {
            const gone = once(child, "exit");
            if (child.kill()) await gone;
        }
    }
}

async function main(): Promise<void> {
    mkdirSync(folder, { recursive: true });
    const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
    const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
    try {
        await report(browser);
        await verifierPage();
        if (process.env.OPENHANDS_KIT !== undefined) await conversation(browser, process.env.OPENHANDS_KIT);
        else console.error("no conversation: OPENHANDS_KIT does not say where the kit of the real OpenHands is");
    } finally {
        await browser.close();
    }
}

void main();
