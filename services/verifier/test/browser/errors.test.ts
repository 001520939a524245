import { expect } from "chai";
import type { Page } from "playwright-core";

import { sample } from "./samples";
import { accessFaults, keep, Site, verify } from "./site";

const token = "a-token-for-tests";

describe("the page: what goes wrong", function () {
    this.timeout(60_000);
    let site: Site;
    let page: Page;

    before(async () => {
        const env = { VERIFIER_TOKEN: token, VERIFY_REQUIRES_TOKEN: "true", MAX_FILE_SIZE_MB: "1" };
        site = await Site.start(env);
    });
    after(() => site?.stop());
    beforeEach(async () => {
        page = await site.open();
    });
    afterEach(async () => {
        await page.close();
        // What a browser itself says of each answer that is an error.
        site.quiet(/^Failed to load resource: .*(status of [45]\d\d|net::ERR_FAILED)/);
    });

    const problem = (): Promise<string> => page.locator(".result .problem").innerText();

    async function useToken(value: string): Promise<void> {
        await page.locator("#access").evaluate((one: HTMLDetailsElement) => (one.open = true));
        await page.fill("#token", value);
        await page.getByRole("button", { name: "Use token" }).click();
    }

    it("asks for the token, goes to its field, and tries again with it", async () => {
        const { file } = await sample();
        await verify(page, file);
        expect(await problem()).to.contain("This service asks for an access token. Enter it, then try again.");
        await keep(page, "token");
        expect(await accessFaults(page)).to.deep.equal([]);
        await page.getByRole("button", { name: "Enter the token" }).click();
        expect(await page.evaluate(() => document.activeElement?.id)).to.equal("token");
        await page.keyboard.type("not-the-token");
        await page.keyboard.press("Enter");
        await page.getByRole("button", { name: "Try again" }).click();
        await page.getByText("The access token was not accepted. Enter the right one.").waitFor();
        await useToken(token);
        await page.getByRole("button", { name: "Try again" }).click();
        expect(await page.locator(".result .badge").innerText()).to.equal("✓ Compliant");
    });

    it("keeps the token in this tab alone, and forgets it when told to", async () => {
        await useToken(token);
        expect(await page.locator("#token").inputValue()).to.equal("");
        const kept = await page.evaluate(() => [
            Object.values(sessionStorage),
            Object.values(localStorage),
            document.cookie,
        ]);
        expect(kept).to.deep.equal([[token], [], ""]);
        await page.getByRole("button", { name: "Forget" }).click();
        expect(await page.evaluate(() => sessionStorage.length)).to.equal(0);
        expect(await page.locator("#token-state").innerText()).to.equal("No token is in use.");
        await useToken("zwölf Wörter");
        expect(await page.locator("#token-state").innerText()).to.contain("no spaces");
        expect(await page.evaluate(() => sessionStorage.length)).to.equal(0);
    });

    it("explains what the service itself refuses: too large, no picture, values that are none", async () => {
        await useToken(token);
        const { file } = await sample();
        await verify(page, { ...file, buffer: Buffer.alloc(1024 * 1024 + 300_000) });
        expect(await problem()).to.contain("The picture is too large. Send a smaller one");
        expect(await problem()).to.contain("image: larger than 1 MB");
        expect(await problem()).to.match(/Reference for the log: [0-9a-f-]{36}/);
        await keep(page, "too-large");
        // Far larger: the service answers before it has read it all, and the answer must still arrive.
        await page.reload();
        await verify(page, { ...file, buffer: Buffer.alloc(40 * 1024 * 1024) });
        expect(await problem()).to.contain("The picture is too large. Send a smaller one");
        await page.reload();
        const letter = Buffer.from("%!PS-Adobe-3.0 letter");
        await verify(page, { name: "letter.ps", mimeType: "application/postscript", buffer: letter });
        expect(await problem()).to.contain("image: is no JPEG, PNG, TIFF, WebP, HEIC or PDF");
        await page.reload();
        await page.fill("[name=abv]", "much");
        await verify(page, file);
        expect(await problem()).to.contain("The service cannot use what was sent. Correct it");
        expect(await problem()).to.contain('"much" is no per cent by volume; write for instance 13.5');
    });

    it("says to wait or to read with Tesseract, where the vision model is not ready", async () => {
        await useToken(token);
        const { file } = await sample();
        await page.selectOption("#backend", "ollama");
        await verify(page, file);
        expect(await problem()).to.contain("Wait about 1 min and try again, or choose Tesseract");
        expect(await problem()).to.contain("ollama is not ready");
        await keep(page, "not-ready");
        await page.selectOption("#backend", "tesseract");
        await page.getByRole("button", { name: "Try again" }).click();
        expect(await page.locator(".result .badge").innerText()).to.equal("✓ Compliant");
    });

    const answers: { status: number; headers: Record<string, string>; says: string }[] = [
        { status: 415, headers: {}, says: "This kind of file is not read. Send a JPEG, PNG, TIFF, WebP or HEIC" },
        { status: 429, headers: { "retry-after": "7" }, says: "Too many requests at once. Wait about 7 s, then try" },
        { status: 503, headers: { "retry-after": "90" }, says: "not ready for this now. Wait about 2 min, then try" },
        { status: 504, headers: {}, says: "The label was not read in time." },
        { status: 500, headers: {}, says: "Something went wrong in the service." },
    ];
    for (const { status, headers, says } of answers) {
        it(`explains a ${status} that comes from a proxy, in HTML`, async () => {
            await page.route("**/verify", (route) =>
                route.fulfill({ status, headers, contentType: "text/html", body: "<h1>no</h1>" }),
            );
            await verify(page, (await sample()).file);
            expect(await problem()).to.contain(says);
            expect(await problem()).not.to.contain("<h1>");
        });
    }

    it("says so where an answer makes no sense, and goes on with the next label", async () => {
        await useToken(token);
        await page.route("**/verify", (route) => route.fulfill({ json: null }), { times: 1 });
        const { file } = await sample();
        await verify(page, file, { ...file, name: "second.png" });
        expect(await page.locator(".result .badge").innerText()).to.equal("✓ Compliant");
        expect(await problem()).to.contain("makes no sense to this page. Reload the page");
    });

    it("says that the service does not answer, and reads the label once it does", async () => {
        await useToken(token);
        await page.route("**/verify", (route) => route.abort());
        await verify(page, (await sample()).file);
        expect(await problem()).to.contain("The service does not answer. Check the connection, then try again.");
        await page.unroute("**/verify");
        await page.getByRole("button", { name: "Try again" }).click();
        expect(await page.locator(".result .badge").innerText()).to.equal("✓ Compliant");
    });
});
