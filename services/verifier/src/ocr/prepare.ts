import sharp from "sharp";
import { labelIn, type View } from "./label";
import { chosen, type OcrSettings } from "./settings";
import { skewOf } from "./skew";
import { type Box, type Gray, OcrError, type Turn } from "./types";

/** Pixels; a picture beyond this is refused before it is decoded. */
const PIXEL_LIMIT = 60_000_000;
const LARGEST_SCALE = 2;
/** Degrees below which turning costs more sharpness than it gains. */
const LEVEL = 0.4;

export interface Prepared {
    /** Binary PGM: Tesseract reads it without a decoder. */
    pgm: Buffer;
    width: number;
    height: number;
    /** From a box of the prepared picture to one of the upright original. */
    toOriginal: (box: Box) => Box;
    /** And the other way. */
    toPrepared: (box: Box) => Box;
}

/** A picture upright by EXIF and gray, with its contrast, and how far its lines lean. */
export interface Sheet {
    data: Buffer;
    width: number;
    height: number;
    /** To be turned clockwise, in degrees. */
    degrees: number;
    /** Where it is not all of the picture, but the label in it, straightened. */
    view?: View;
}

/** A part of a picture, for a second look. */
export interface Part {
    /** In the upright original; all of it where there is none. */
    box?: Box;
    /** Clockwise, before it is read. */
    turn: Turn;
    /** Of the pixels of the original; as all of the picture is read where it is absent. */
    scale?: number;
    /** Painted over: what a reader takes for the way that all lines run. */
    without?: readonly Box[];
    /** Luminance where it is absent. */
    gray?: Gray;
}

interface Size {
    width: number;
    height: number;
}

/** The smallest box around a box whose corners were moved. */
function around({ left, top, width, height }: Box, moved: (x: number, y: number) => [number, number]): Box {
    const corners = [
        moved(left, top),
        moved(left + width, top),
        moved(left, top + height),
        moved(left + width, top + height),
    ];
    const xs = corners.map(([x]) => x);
    const ys = corners.map(([, y]) => y);
    const [x, y] = [Math.min(...xs), Math.min(...ys)];
    return { left: x, top: y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

/** Around the middle of a part, which turning and scaling leave where it is: there and back. */
function mappings(scale: number, degrees: number, from: Size, part: Box, to: Size) {
    const angle = (-degrees * Math.PI) / 180;
    const middle = { x: part.left + part.width / 2, y: part.top + part.height / 2 };
    const back = (x: number, y: number): [number, number] => {
        const dx = x - from.width / 2;
        const dy = y - from.height / 2;
        return [
            (dx * Math.cos(angle) - dy * Math.sin(angle)) / scale + middle.x,
            (dx * Math.sin(angle) + dy * Math.cos(angle)) / scale + middle.y,
        ];
    };
    const forth = (x: number, y: number): [number, number] => {
        const dx = (x - middle.x) * scale;
        const dy = (y - middle.y) * scale;
        return [
            dx * Math.cos(angle) + dy * Math.sin(angle) + from.width / 2,
            dy * Math.cos(angle) - dx * Math.sin(angle) + from.height / 2,
        ];
    };
    const toOriginal = (box: Box): Box => {
        const { left, top, width, height } = around(box, back);
        const [x, y] = [Math.max(0, left), Math.max(0, top)];
        return {
            left: Math.round(x),
            top: Math.round(y),
            width: Math.round(Math.min(to.width, left + width) - x),
            height: Math.round(Math.min(to.height, top + height) - y),
        };
    };
    return { toOriginal, toPrepared: (box: Box): Box => around(box, forth) };
}

/** The line from gray to gray that spreads all but the darkest and the lightest hundredth over the whole range. */
function stretch(gray: Buffer): { factor: number; offset: number; paper: number } {
    const counts = new Uint32Array(256);
    for (let index = 0; index < gray.length; index++) counts[gray[index]!]! += 1;
    const percentile = (share: number): number => {
        let seen = 0;
        return counts.findIndex((count) => (seen += count) >= share * gray.length);
    };
    const [dark, light] = [percentile(0.01), percentile(0.99)];
    const factor = 255 / Math.max(1, light - dark);
    return { factor, offset: -dark * factor, paper: percentile(0.5) };
}

/** The picture upright by EXIF and gray, and how far it leans. Throws OcrError on what is no readable picture. */
export async function sheetOf(image: Buffer, settings: OcrSettings = chosen): Promise<Sheet> {
    try {
        const upright = await sharp(image, { limitInputPixels: PIXEL_LIMIT })
            .rotate()
            .flatten({ background: "white" })
            .grayscale()
            .raw()
            .toBuffer({ resolveWithObject: true });
        const seen = { data: upright.data, width: upright.info.width, height: upright.info.height };
        const view = settings.deskew ? await labelIn(seen) : undefined;
        const { data, ...size } = view ? view.straight(seen) : seen;
        const { factor, offset } = stretch(data);
        const gray = sharp(data, { raw: { ...size, channels: 1 } }).linear(factor, offset);
        const skew = settings.deskew ? await skewOf(gray) : 0;
        return { data, ...size, degrees: Math.abs(skew) < LEVEL ? 0 : skew, ...(view && { view }) };
    } catch (error) {
        throw new OcrError(
            `image: cannot be read as a picture (${(error as Error).message}); send JPEG, PNG, TIFF or WebP`,
        );
    }
}

/** All of the picture levelled, scaled, smoothed and contrast stretched for Tesseract. */
export function prepareSheet(sheet: Sheet, settings: OcrSettings = chosen): Promise<Prepared> {
    return preparePart(sheet, { turn: 0 }, settings);
}

/** The picture with those boxes in the gray that most of each one's edge has. */
function painted({ data, width, height }: Sheet, boxes: readonly Box[]): Buffer {
    const copy = Buffer.from(data);
    for (const { left, top, width: across, height: down } of boxes) {
        const [right, bottom] = [Math.min(width, left + across), Math.min(height, top + down)];
        const edge = [data.subarray(top * width + left, top * width + right)];
        edge.push(data.subarray((bottom - 1) * width + left, (bottom - 1) * width + right));
        const gray = Buffer.concat(edge).sort()[right - left]!;
        for (let y = top; y < bottom; y++) copy.fill(gray, y * width + left, y * width + right);
    }
    return copy;
}

/** A part of the picture, its contrast its own: what is pale beside a dark picture is not pale by itself. */
export async function preparePart(sheet: Sheet, wanted: Part, settings: OcrSettings = chosen): Promise<Prepared> {
    const { width, height, degrees } = sheet;
    const { box, turn, without = [] } = wanted;
    const scale = wanted.scale ?? Math.min(LARGEST_SCALE, settings.width / width);
    const smoothing = wanted.scale === undefined ? settings.smoothing : 0;
    const whole: Box = { left: 0, top: 0, width, height };
    const data = without.length === 0 ? sheet.data : painted(sheet, without);
    let part = { data, width, height };
    if (box) {
        const cut = sharp(data, { raw: { width, height, channels: 1 } }).extract(box);
        part = { ...box, data: await cut.toColourspace("b-w").raw().toBuffer() };
    }
    const { factor, offset, paper } = stretch(part.data);
    let raw = { width: part.width, height: part.height, channels: 1 } as const;
    let pixels = part.data;
    if (turn !== 0) {
        // sharp turns once in a pipeline only.
        const turned = await sharp(pixels, { raw }).rotate(turn).toColourspace("b-w").raw().toBuffer();
        [pixels, raw] = [turned, { width: raw.height, height: raw.width, channels: 1 }];
    }
    let picture = sharp(pixels, { raw })
        .linear(factor, offset)
        .resize({ width: Math.max(1, Math.round(raw.width * scale)), kernel: "cubic" })
        .rotate(degrees, { background: { r: paper, g: paper, b: paper } });
    if (smoothing > 0) picture = picture.blur(smoothing);
    const prepared = await picture.toColourspace("b-w").raw().toBuffer({ resolveWithObject: true });
    const { info } = prepared;
    return {
        pgm: Buffer.concat([Buffer.from(`P5 ${info.width} ${info.height} 255\n`), prepared.data]),
        width,
        height,
        ...mappings(scale, degrees + turn, info, box ?? whole, { width, height }),
    };
}

/** Both in one. Throws OcrError on what is no readable picture. */
export async function prepare(image: Buffer, settings: OcrSettings = chosen): Promise<Prepared> {
    return prepareSheet(await sheetOf(image, settings), settings);
}
