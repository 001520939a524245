import { expect } from "chai";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type IncomingHttpHeaders, type IncomingMessage, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { FastifyRequest } from "fastify";

import { StatusFile } from "../../src/modelStatus";
import { Service } from "../http/service";

/** What Fastify tells of each request that comes to its routes. */
const handled = "tracing:fastify.request.handler:start";
const id = "0e7a4b6e-1f9c-4c52-8f0f-0d4b8b9c7a11";

describe("GET /model-status, many times", () => {
    let directory: string;
    let file: string;
    let service: Service;
    let routed: string[];
    const route = (message: unknown): void => {
        const { method, url } = (message as { request: FastifyRequest }).request;
        routed.push(`${method} ${url}`);
    };

    beforeEach(async () => {
        directory = mkdtempSync(join(tmpdir(), "model-status-"));
        file = join(directory, "model-status.json");
        await new StatusFile(file, "modèle").write({ status: "extracting", source: "s3" });
        routed = [];
        service = await Service.start({ MODEL_STATUS_FILE: file });
        subscribe(handled, route);
    });
    afterEach(async () => {
        unsubscribe(handled, route);
        await service.stop();
        rmSync(directory, { recursive: true });
    });

    const ask = async (headers: Record<string, string> = {}, path = "/model-status", method = "GET") => {
        const asking = request(service.url + path, { method, headers: { "x-correlation-id": id, ...headers } }).end();
        const [answer] = (await once(asking, "response")) as [IncomingMessage];
        let body = "";
        for await (const part of answer.setEncoding("utf8")) body += part as string;
        const told: IncomingHttpHeaders = { ...answer.headers, date: "" };
        return { status: answer.statusCode, headers: told, body };
    };

    it("is answered without the routes from the second time on, and the same to the byte", async () => {
        const first = await ask();
        expect(first.body).to.include("modèle");
        for (let times = 0; times < 5; times++) expect(await ask()).to.deep.equal(first);
        expect(routed).to.deep.equal(["GET /model-status"]);
    });

    it("has a correlation id of its own each time", async () => {
        await ask();
        const ids = new Set<unknown>();
        for (let times = 0; times < 5; times++)
            ids.add((await ask({ "x-correlation-id": "" })).headers["x-correlation-id"]);
        expect(ids.size).to.equal(5);
        expect(routed).to.have.length(1);
    });

    it("is left to the routes where it is anything else", async () => {
        await ask();
        expect((await ask({ origin: "https://a.example" })).headers["access-control-allow-origin"]).to.equal("*");
        expect((await ask({}, "/model-status", "HEAD")).body).to.equal("");
        expect((await ask({}, "/model-status", "POST")).status).to.equal(405);
        expect((await ask({}, "/model-status?a=b")).status).to.equal(200);
        expect((await ask({}, "/model-statu")).status).to.equal(404);
        // The two that found nothing are not told of.
        const rest = ["GET /model-status", "HEAD /model-status", "GET /model-status?a=b"];
        expect(routed).to.deep.equal(["GET /model-status", ...rest]);
    });

    it("is read anew after a second, also when there is none any more", async () => {
        await ask();
        await new StatusFile(file, "other").write({ status: "ready" });
        await sleep(1050);
        expect(JSON.parse((await ask()).body)).to.include({ model: "other", status: "ready" });
        rmSync(file);
        await sleep(1050);
        for (let times = 0; times < 2; times++) expect((await ask()).status).to.equal(404);
        writeFileSync(file, "{");
        await sleep(1050);
        for (let times = 0; times < 2; times++) expect((await ask()).status).to.equal(503);
    });
});
