import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { type Label, labels } from "../labels/index";
import { prepare } from "../src/ocr/prepare";
import { argumentsOf } from "../src/ocr/tesseractProcess";
import { bar, median } from "../../../bench/figures";

interface Sample {
    image: Buffer;
    /** The request, form and all: making it is the client's work. */
    request: { headers: Record<string, string>; body: Uint8Array<ArrayBuffer> };
}
type Read = (sample: Sample) => Promise<void>;

/** Labels of the throughput's blocks. */
const block = 8;
const folder = mkdtempSync(join(tmpdir(), "bench-verifier-"));
let files = 0;

/** The two-command pipeline. Its first command is a call in this process: one of its own would pay for starting Node. */
const pipeline: Read = async ({ image }) => {
    const file = join(folder, `${files++}.pgm`);
    await writeFile(file, (await prepare(image)).pgm);
    const env = { ...process.env, OMP_THREAD_LIMIT: "1" };
    await promisify(execFile)("tesseract", argumentsOf(file), { env, maxBuffer: 2 ** 26 });
    rmSync(file);
};

const throughService =
    (url: string): Read =>
    async ({ request }) => {
        const answer = await fetch(`${url}/verify`, { method: "POST", ...request });
        if (!answer.ok) throw new Error(`/verify answered ${answer.status}: ${await answer.text()}`);
        await answer.arrayBuffer();
    };

async function sampleOf(label: Label): Promise<Sample> {
    const image = await label.image();
    const form = new FormData();
    form.append("image", new Blob([new Uint8Array(image)]), "label.png");
    form.append("ground_truth", JSON.stringify(label.truth));
    const whole = new Response(form);
    const headers = { "content-type": whole.headers.get("content-type")! };
    return { image, request: { headers, body: new Uint8Array(await whole.arrayBuffer()) } };
}

async function seconds(work: () => Promise<void>): Promise<number> {
    const started = performance.now();
    await work();
    return (performance.now() - started) / 1000;
}

const twoAtATime = (samples: readonly Sample[], read: Read): Promise<number> =>
    seconds(async () => {
        const queue = [...samples];
        const client = async (): Promise<void> => {
            for (let sample = queue.shift(); sample; sample = queue.shift()) await read(sample);
        };
        await Promise.all([client(), client()]);
    });

/** Both in turns, and who comes first in turns too, so that both see the same machine. */
async function inTurns(
    rounds: number,
    service: (round: number) => Promise<number>,
    beside: (round: number) => Promise<number>,
): Promise<{ service: number[]; pipeline: number[] }> {
    const times = { service: [] as number[], pipeline: [] as number[] };
    for (let round = 0; round < rounds; round++) {
        const turns = [
            async () => times.service.push(await service(round)),
            async () => times.pipeline.push(await beside(round)),
        ];
        for (const turn of round % 2 === 0 ? turns : turns.reverse()) await turn();
    }
    return times;
}

function ratioOf(times: { service: number[]; pipeline: number[] }): number {
    return median(times.service.map((time, round) => time / times.pipeline[round]!));
}

/** `/verify` beside the same preparation to a file and `tesseract` on it, both with one thread for each picture. */
export async function benchReading(url: string): Promise<void> {
    try {
        const samples: Sample[] = [];
        for (const label of labels(5, 16)) {
            samples.push(await sampleOf(label));
        }
        const service = throughService(url);
        await service(samples[0]!);
        await pipeline(samples[0]!);

        const single = await inTurns(
            samples.length,
            (round) => seconds(() => service(samples[round]!)),
            (round) => seconds(() => pipeline(samples[round]!)),
        );
        console.log(
            `one label, ${samples.length} of them: median of /verify ${median(single.service).toFixed(3)} s, ` +
                `of the pipeline ${median(single.pipeline).toFixed(3)} s`,
        );
        bar("/verify / pipeline, median of pairs", ratioOf(single), "at most", 1.15);

        const part = (round: number): Sample[] =>
            samples.slice((round * block) % samples.length, ((round * block) % samples.length) + block);
        const double = await inTurns(
            (2 * samples.length) / block,
            (round) => twoAtATime(part(round), service),
            (round) => twoAtATime(part(round), pipeline),
        );
        console.log(
            `two at a time, blocks of ${block} labels: median of /verify ${(block / median(double.service)).toFixed(2)} labels/s, ` +
                `of the pipeline ${(block / median(double.pipeline)).toFixed(2)} labels/s`,
        );
        bar("throughput of /verify / pipeline, median of pairs", 1 / ratioOf(double), "at least", 0.9);
    } finally {
        rmSync(folder, { recursive: true });
    }
}
