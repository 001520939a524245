import { expect } from "chai";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { availableParallelism } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import sharp from "sharp";

import { HttpError } from "../../src/http/errors";
import { childrenOf } from "../childrenOf";
import { eventually, FakeOllama } from "./fakeOllama";
import { smallLabel } from "./hostile/pictures";
import { Service } from "./service";

const commandOf = (pid: number): string => readFileSync(`/proc/${pid}/cmdline`, "utf8");
/** Tesseracts that read a picture: they run, and for longer than it takes to load the model. */
const readers = (): number[] =>
    childrenOf(process.pid).filter((pid) => {
        try {
            const [state = "", ...numbers] = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ");
            const hundredthsOfSeconds = Number(numbers[10]);
            return commandOf(pid).startsWith("tesseract\0-c") && state === "R" && hundredthsOfSeconds > 30;
        } catch {
            return false;
        }
    });

/** A connection on which the beginning of a request has been sent, and nothing follows. */
async function stalled(url: string, start: string): Promise<{ answer: Promise<string>; socket: Socket }> {
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    await once(socket, "connect");
    let text = "";
    socket.on("data", (chunk) => (text += String(chunk))).on("error", () => undefined);
    const answer = once(socket, "close").then(() => text);
    socket.write(start);
    return { answer, socket };
}

const halfAForm = [
    "POST /verify HTTP/1.1",
    "Host: test",
    "Content-Type: multipart/form-data; boundary=x",
    "Content-Length: 100000",
    "",
    '--x\r\nContent-Disposition: form-data; name="image"; filename="label.png"',
    "",
    "half",
].join("\r\n");

/** A page full of words: Tesseract needs many seconds for it on any machine. */
async function slowPicture(): Promise<Buffer> {
    const words = "alcohol bottled water grapes drive ".repeat(6);
    const line = (_: unknown, i: number) => `<text x="10" y="${(i + 1) * 21}" font-size="16">${words}</text>`;
    const lines = Array.from({ length: 120 }, line).join("");
    const page = `<rect width="100%" height="100%" fill="white"/>${lines}`;
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="1800" height="2600">${page}</svg>`;
    return sharp(Buffer.from(svg)).png().toBuffer();
}

const taken = async (service: Service): Promise<string | undefined> =>
    /places\{kind="taken"\} (\d+)/.exec((await service.ask("/metrics")).body.text)?.[1];

describe("limits", () => {
    let service: Service;
    let slow: Buffer;
    before(async () => {
        slow = await slowPicture();
    });
    afterEach(() => service.stop());

    it("a label that takes too long is given up, and its Tesseract killed: 504", async () => {
        service = await Service.start();
        const started = performance.now();
        const { status, body } = await service.post("/verify", { image: slow, timeout: "1" });
        expect([status, body.error_code]).to.deep.equal([504, "HTTP_504"]);
        expect(body.detail).to.contain("not read within 1 s");
        expect(performance.now() - started).to.be.lessThan(5000);
        await eventually(() => readers().length === 0);
    });

    it("a client that goes away takes its work along", async () => {
        service = await Service.start();
        const client = new AbortController();
        const asked = service.post("/verify", { image: slow, timeout: "60" }, { signal: client.signal });
        await eventually(() => readers().length === 1);
        client.abort();
        expect(await asked.catch((error: Error) => error.name)).to.equal("AbortError");
        await eventually(() => readers().length === 0);
        await eventually(() => service.log.some((line) => line.includes('"status":499')));
        expect((await service.post("/verify", { image: await smallLabel() })).status).to.equal(200);
    });

    it("a client that goes away while it sends frees its place: 499", async () => {
        service = await Service.start();
        const { socket } = await stalled(service.url, halfAForm);
        await eventually(async () => (await taken(service)) === "1");
        socket.destroy();
        await eventually(async () => (await taken(service)) === "0");
        await eventually(() => service.log.some((line) => line.includes('"status":499')));
    });

    it("a batch takes the places of the ten pictures that its archive may weigh", async () => {
        service = await Service.start();
        const places = 16 * availableParallelism();
        const batch = halfAForm.replace("/verify", "/verify/batch").replace('"image"', '"batch_file"');
        const most = Math.floor(places / 10);
        const batches = await Promise.all(Array.from({ length: most }, () => stalled(service.url, batch)));
        await eventually(async () => (await taken(service)) === String(10 * most));
        const refused = await service.post("/verify/batch", { batch_file: Buffer.from("PK") });
        expect([refused.status, refused.headers.get("retry-after")]).to.deep.equal([503, "10"]);
        expect((await service.post("/verify", { image: await smallLabel() })).status).to.equal(200);
        for (const { socket } of batches) socket.destroy();
    });

    it("more than it can hold is refused at once, and all that was accepted is answered", async () => {
        const ollama = await FakeOllama.start();
        try {
            service = await Service.start({ OLLAMA_HOST: ollama.url });
            await eventually(async () => (await service.ask("/health")).body.status === "healthy");
            ollama.text = undefined;
            const image = await smallLabel();
            const places = 16 * availableParallelism();
            const accepted = Array.from({ length: places }, () =>
                service.post("/verify", { image, ocr_backend: "ollama" }),
            );
            await eventually(async () => (await taken(service)) === String(places));
            const refused = await service.post("/verify", { image });
            expect([refused.status, refused.headers.get("retry-after")]).to.deep.equal([503, "10"]);
            expect(refused.body.detail.message).to.contain("all the work it can hold");
            expect((await service.ask("/health")).status).to.equal(200);
            ollama.text = "Silver Creek";
            for (const response of ollama.open) response.end('{"message":{"content":"Silver Creek"}}');
            const answers = await Promise.all(accepted);
            expect(new Set(answers.map(({ status }) => status))).to.deep.equal(new Set([200]));
            expect(await taken(service)).to.equal("0");
        } finally {
            await ollama.stop();
        }
    });

    it("what was accepted is finished when the service stops", async () => {
        service = await Service.start();
        const image = await smallLabel();
        const asked = Array.from({ length: 4 }, () => service.post("/verify", { image }));
        await eventually(async () => (await taken(service)) === "4");
        await service.stop();
        const answers = await Promise.all(asked);
        expect(answers.map(({ status }) => status)).to.deep.equal([200, 200, 200, 200]);
    });

    it("what is not finished in its grace is given up: 503", async () => {
        const stop = new AbortController();
        service = await Service.start({}, stop.signal);
        const asked = service.post("/verify", { image: slow, timeout: "60" });
        await eventually(() => readers().length === 1);
        stop.abort(new HttpError(503, "The service is stopping"));
        expect((await asked).status).to.equal(503);
        await eventually(() => readers().length === 0);
    });

    it("a connection that a client has opened and not used does not keep it from stopping", async () => {
        service = await Service.start();
        const { answer, socket } = await stalled(service.url, "");
        // The service knows of it: connections are accepted in their order.
        await service.ask("/health");
        const stopped = service.stop();
        const ended = await Promise.race([answer.then(() => true), sleep(10_000, false, { ref: false })]);
        socket.destroy();
        await stopped;
        expect(ended).to.equal(true);
    });

    it("clients that never send their end do not keep it from stopping", async () => {
        const stop = new AbortController();
        service = await Service.start({}, stop.signal);
        const form = await stalled(service.url, halfAForm);
        const header = await stalled(service.url, "GET /health HTTP/1.1\r\nHost: te");
        await eventually(async () => (await taken(service)) === "1");
        const stopped = service.stop();
        stop.abort(new HttpError(503, "The service is stopping", 10));
        await stopped;
        expect(await form.answer).to.match(/^HTTP\/1.1 503 [^]*retry-after: 10[^]*The service is stopping/);
        expect(await header.answer).to.equal("");
    });
});
