import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { labels } from "../../labels/index";
import { verifyLabel } from "../../src/engine";
import { Tesseract } from "../../src/ocr/tesseract";

const tesseract = new Tesseract();
const STRICT = { tesseract, ollama: { host: "http://127.0.0.1:1", model: "m" }, compatibility: "strict" } as const;

describe("engine", () => {
    after(() => tesseract.close());

    it("says ERROR for what is no picture", async () => {
        const verdict = await verifyLabel(
            Buffer.from("text"),
            { backend: "tesseract", signal: AbortSignal.timeout(10_000) },
            STRICT,
        );
        expect(verdict.status).to.equal("ERROR");
        expect(verdict.error).to.contain("JPEG");
    });

    it("stops Tesseract when the signal fires", async () => {
        const image = await labels(1, 1)[0]?.image();
        const outcome = await verifyLabel(
            image ?? Buffer.alloc(0),
            { backend: "tesseract", signal: AbortSignal.timeout(150) },
            STRICT,
        ).then(
            () => "answered",
            (error: Error) => error.name,
        );
        expect(outcome).to.be.oneOf(["AbortError", "TimeoutError"]);
    });

    it("begins no second look that its time limit would cut off, and says so", async () => {
        const label = labels(1, 1)[1]!;
        expect(label.violation).to.equal("abv");
        const image = await label.image();
        const verdictWithin = async (timeLimitMilliseconds: number) => {
            const { signal } = new AbortController();
            const options = { backend: "tesseract", groundTruth: label.truth, signal, timeLimitMilliseconds } as const;
            const { status, warnings } = await verifyLabel(image, options, STRICT);
            return [status, warnings.some((text) => text.startsWith("Not read a second time"))];
        };
        expect(await verdictWithin(60_000)).to.deep.equal(["NON_COMPLIANT", false]);
        expect(await verdictWithin(1)).to.deep.equal(["PARTIAL_VALIDATION", true]);
    });

    it("reads once where it is to judge as the original did, which accused on that", async () => {
        const label = labels(1, 1)[1]!;
        const { signal } = new AbortController();
        const options = { backend: "tesseract", groundTruth: label.truth, signal } as const;
        const verdict = await verifyLabel(await label.image(), options, { ...STRICT, compatibility: "original" });
        expect(verdict.status).to.equal("NON_COMPLIANT");
        expect(verdict.ocr!.looks).to.equal(undefined);
    });

    it("reads by Ollama's /api/chat (a fake of the documented shape), and aborts it", async () => {
        const asked: Record<string, unknown>[] = [];
        const server = createServer((request, response) => {
            const chunks: Buffer[] = [];
            request.on("data", (chunk: Buffer) => chunks.push(chunk));
            request.on("end", () => {
                asked.push(JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>);
                if (asked.length === 1) {
                    response.end(
                        JSON.stringify({ message: { role: "assistant", content: "**Silver Creek**\nRed Wine" } }),
                    );
                }
            });
        });
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        const host = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
        const deps = { ...STRICT, ollama: { host, model: "vision" } };
        try {
            const image = (await labels(1, 1)[0]?.image()) ?? Buffer.alloc(0);
            const verdict = await verifyLabel(image, { backend: "ollama", signal: AbortSignal.timeout(10_000) }, deps);
            expect(verdict.extracted_fields.brand_name).to.equal("Silver Creek");
            expect(verdict.ocr?.confidence).to.equal(0.85);
            expect(asked[0]).to.deep.include({
                model: "vision",
                stream: false,
                options: { temperature: 0.1, num_predict: 4096 },
            });
            const outcome = await verifyLabel(
                image,
                { backend: "ollama", signal: AbortSignal.timeout(1000) },
                deps,
            ).then(
                () => "answered",
                (error: Error) => error.name,
            );
            expect(outcome).to.equal("TimeoutError");
        } finally {
            server.closeAllConnections();
            server.close();
        }
    });
});
