import { readdirSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { type GroundTruth, parseGroundTruth, type Verdict, verifyLabel } from "../src/engine";
import { Tesseract } from "../src/ocr/tesseract";

/** A picture of a label that exists, `NAME.png` beside `NAME.truth.json`. */
export interface RealLabel {
    name: string;
    truth: GroundTruth;
    /** What the truth names, by the field of the results. */
    fields: string[];
    /** What is wrong on the label itself. */
    faults: string[];
    /** What a person could not read either. */
    illegible: string[];
    image: () => Promise<Buffer>;
}

export interface RealReading {
    label: RealLabel;
    verdict: Verdict;
    seconds: number;
}

/** The labels of a folder; none of them is part of this repository. */
export function realLabels(folder: string): RealLabel[] {
    const files = readdirSync(folder).sort();
    return files
        .filter((file) => file.endsWith(".truth.json"))
        .map((file) => {
            const name = file.slice(0, -".truth.json".length);
            const picture = files.find((other) => other.startsWith(`${name}.`) && !other.endsWith(".json"));
            if (!picture) throw new Error(`${file}: no picture of the same name`);
            const { faults = [], illegible = [], ...fields } = JSON.parse(readFileSync(join(folder, file), "utf8"));
            const truth = parseGroundTruth(fields);
            return {
                name,
                truth,
                fields: Object.keys(fields).map((field) => (field === "class_type" ? "product_type" : field)),
                faults,
                illegible,
                image: () => readFile(join(folder, picture)),
            };
        });
}

/** Reads and judges one after the other, as the service does. */
export async function readRealLabels(
    labels: readonly RealLabel[],
    each: (reading: RealReading) => Promise<void> = async () => undefined,
): Promise<RealReading[]> {
    const tesseract = new Tesseract();
    const deps = { tesseract, ollama: { host: "http://127.0.0.1:1", model: "none" }, compatibility: "strict" } as const;
    const { signal } = new AbortController();
    const readings: RealReading[] = [];
    try {
        for (const label of labels) {
            const image = await label.image();
            const started = performance.now();
            const verdict = await verifyLabel(image, { groundTruth: label.truth, backend: "tesseract", signal }, deps);
            const reading = { label, verdict, seconds: (performance.now() - started) / 1000 };
            readings.push(reading);
            await each(reading);
        }
        return readings;
    } finally {
        await tesseract.close();
    }
}
