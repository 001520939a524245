import { expect } from "chai";
import type { FastifyInstance, LightMyRequestResponse } from "fastify";
import { pino } from "pino";

import { readConfig } from "../../src/config";
import { buildServer } from "../../src/server";

const policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; " +
    "form-action 'none'; frame-ancestors 'none'; base-uri 'none'";

describe("the page's files", () => {
    let app: FastifyInstance;
    let document: LightMyRequestResponse;

    const get = (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers });
    const asBrowser = { accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8" };

    before(async () => {
        app = await buildServer(readConfig({ OLLAMA_HOST: "http://127.0.0.1:9" }), pino({ level: "silent" }));
        document = await get("/", asBrowser);
    });
    after(() => app.close());

    /** What the document links to, and what the modules import, all the way. */
    async function linked(): Promise<Map<string, LightMyRequestResponse>> {
        const found = new Map<string, LightMyRequestResponse>();
        const wanted = [...document.body.matchAll(/(?:src|href)="(\/page\/[^"]+)"/g)].map(([, path]) => path!);
        while (wanted.length > 0) {
            const path = wanted.pop()!;
            if (found.has(path)) continue;
            const answer = await get(path);
            found.set(path, answer);
            const imports = path.endsWith(".js") ? [...answer.body.matchAll(/ from "\.\/([^"]+)"/g)] : [];
            wanted.push(...imports.map(([, name]) => path.replace(/[^/]+$/, name!)));
        }
        return found;
    }

    it("are the page for browsers and JSON for programs, and caches keep them apart", async () => {
        expect(document.headers["content-type"]).to.equal("text/html; charset=utf-8");
        expect(document.body).to.contain("<title>Label verifier</title>");
        for (const accept of ["*/*", "application/json"]) {
            const answer = await get("/", { accept });
            expect(answer.json()).to.include({ name: "label verifier", documentation: "/docs" });
            expect(answer.headers.vary).to.equal("Accept");
        }
        expect((await get("/", { ...asBrowser, origin: "http://a.example" })).headers.vary).to.equal("Origin, Accept");
    });

    it("carry the strict policy, and nothing inline that would need a weaker one", async () => {
        const files = await linked();
        for (const { headers } of [document, ...files.values()]) {
            expect(headers["content-security-policy"]).to.equal(policy);
            expect(headers["x-content-type-options"]).to.equal("nosniff");
            expect(headers["referrer-policy"]).to.equal("no-referrer");
        }
        expect(document.body).not.to.match(/<style|<script[^>]*>[^<]|\sstyle=|\son\w+=/);
    });

    it("come from this origin alone", async () => {
        for (const [path, { body }] of [["/", document] as const, ...(await linked())]) {
            const foreign = [...body.matchAll(/(?:https?:)?\/\/[\w-]+\.[\w.-]+/g)].map(([url]) => url);
            // The one name is that of SVG's namespace, which nothing fetches.
            expect(
                foreign.filter((url) => url !== "http://www.w3.org"),
                path,
            ).to.deep.equal([]);
        }
    });

    it("are all there, each with its type, under a path that lets them be kept for ever", async () => {
        const files = await linked();
        const types = { js: "text/javascript; charset=utf-8", css: "text/css; charset=utf-8", svg: "image/svg+xml" };
        expect([...files.keys()].filter((path) => path.endsWith(".js"))).to.have.length.above(10);
        for (const [path, { statusCode, headers }] of files) {
            expect(statusCode, path).to.equal(200);
            expect(headers["content-type"], path).to.equal(types[path.split(".").at(-1) as keyof typeof types]);
            expect(headers["cache-control"], path).to.equal("public, max-age=31536000, immutable");
            expect(path).to.match(/^\/page\/[\w-]{16}\/[\w.]+$/);
        }
    });

    it("answer 304 to who has the document already, and no 304 to who has another", async () => {
        const etag = String(document.headers.etag);
        expect(document.headers["cache-control"]).to.equal("no-cache");
        for (const known of [etag, `W/${etag}`, `"other", ${etag}`]) {
            const answer = await get("/", { ...asBrowser, "if-none-match": known });
            expect([answer.statusCode, answer.body], known).to.deep.equal([304, ""]);
        }
        expect((await get("/", { ...asBrowser, "if-none-match": '"other"' })).statusCode).to.equal(200);
    });

    it("are nothing else of this machine", async () => {
        const base = /\/page\/[\w-]+/.exec(document.body)![0];
        for (const name of ["..%2Froutes.ts", "%2e%2e/assets.ts", "index.html", "tsconfig.json", "__proto__", ""]) {
            expect((await get(`${base}/${name}`)).statusCode, name).to.equal(404);
        }
        expect((await get("/page/0000000000000000/main.js")).statusCode).to.equal(404);
    });
});
