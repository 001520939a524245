import sharp from "sharp";

import type { ImageFormat } from "../artifacts";
import { HttpError } from "../http/errors";

/** What OCR decodes at most; about 60 MB of memory a picture. */
const mostPixels = 60_000_000;
/** A side below this cannot hold a line of text. */
const leastSide = 40;
/** Longer strips become huge when they are scaled to a readable width. */
const mostRatio = 10;

const signatures: readonly { format: ImageFormat; name: string; bytes: readonly string[] }[] = [
    { format: "image/jpeg", name: "jpeg", bytes: ["ffd8ff"] },
    { format: "image/png", name: "png", bytes: ["89504e470d0a1a0a"] },
    { format: "image/tiff", name: "tiff", bytes: ["49492a00", "4d4d002a"] },
];

/** By the first bytes: a decoder is only ever given one of four formats, never SVG or what else libvips reads. PDF and HEIC are pictures by now. */
function signatureOf(image: Buffer): { format: ImageFormat; name: string } | undefined {
    const head = image.subarray(0, 12).toString("hex");
    if (/^52494646.{8}57454250$/.test(head)) return { format: "image/webp", name: "webp" };
    return signatures.find(({ bytes }) => bytes.some((start) => head.startsWith(start)));
}

function sizeProblem({ width, height, pages = 1 }: sharp.Metadata): string | undefined {
    const [shorter, longer] = [Math.min(width, height), Math.max(width, height)];
    if (pages > 1) return `has ${pages} pages or frames: send one picture`;
    if (width * height > mostPixels) return `has ${width} x ${height} pixels: at most ${mostPixels / 1e6} million`;
    if (shorter < leastSide) return `has ${width} x ${height} pixels: no text fits below ${leastSide} a side`;
    if (longer > shorter * mostRatio) return `has ${width} x ${height} pixels: cut it, at most ${mostRatio} to 1`;
    return undefined;
}

/** The format by content, whatever the name says. Reads the header only. Throws HttpError 400. */
export async function checkPicture(image: Buffer, field: string): Promise<ImageFormat> {
    const signature = signatureOf(image);
    if (!signature) throw new HttpError(400, `${field}: is no JPEG, PNG, TIFF, WebP, HEIC or PDF`);
    let metadata: sharp.Metadata;
    try {
        // No limit here: only the header is read, and what it says of the size gets its own message.
        metadata = await sharp(image, { limitInputPixels: false }).metadata();
    } catch {
        throw new HttpError(400, `${field}: is damaged, it cannot be read as ${signature.name.toUpperCase()}`);
    }
    const problem = metadata.format === signature.name ? sizeProblem(metadata) : "is damaged";
    if (problem) throw new HttpError(400, `${field}: ${problem}`);
    return signature.format;
}

/** Decodes all of it; for a picture that OCR could not read, to tell a bad picture from a bad day. */
export async function isDecodable(image: Buffer): Promise<boolean> {
    return sharp(image, { limitInputPixels: mostPixels })
        .stats()
        .then(
            () => true,
            () => false,
        );
}
