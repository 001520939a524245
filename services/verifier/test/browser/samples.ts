import { compliantContent, type Seeded, violate } from "../../labels/content";
import { type Distortion, draw } from "../../labels/draw";
import { Random } from "../../labels/random";
import type { GroundTruth } from "../../src/rules/types";
import type { Upload } from "./site";

const plain: Distortion = {
    font: "open-sans",
    xHeight: 16,
    rotationDegrees: 0,
    blurSigma: 0,
    noiseSigma: 0,
    contrast: 16,
    curvedBrand: false,
};

export interface Sample {
    file: Upload;
    truth: GroundTruth;
}

/** A label with known truth: as it should be, or with one violation. */
export async function sample(violation?: Seeded, change: { name?: string; brand?: string } = {}): Promise<Sample> {
    const { content, truth } = compliantContent(new Random(11));
    const violated = violation ? violate(content, violation) : content;
    const shown = { ...violated, brand: change.brand ?? violated.brand };
    const buffer = await draw(shown, plain, 1);
    return { file: { name: change.name ?? "label.png", mimeType: "image/png", buffer }, truth };
}

/** The ground truth as a file beside the picture. */
export function truthFile(name: string, truth: object): Upload {
    return { name, mimeType: "application/json", buffer: Buffer.from(JSON.stringify(truth)) };
}
