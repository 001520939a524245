import sharp from "sharp";
import { chosen, type OcrSettings } from "./settings";
import { skewOf } from "./skew";
import { type Box, OcrError } from "./types";

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
}

function backMapping(
    scale: number,
    degrees: number,
    from: { width: number; height: number },
    to: { width: number; height: number },
): (box: Box) => Box {
    const angle = (-degrees * Math.PI) / 180;
    const back = (x: number, y: number): [number, number] => {
        const dx = x - from.width / 2;
        const dy = y - from.height / 2;
        return [
            (dx * Math.cos(angle) - dy * Math.sin(angle)) / scale + to.width / 2,
            (dx * Math.sin(angle) + dy * Math.cos(angle)) / scale + to.height / 2,
        ];
    };
    return ({ left, top, width, height }) => {
        const corners = [
            back(left, top),
            back(left + width, top),
            back(left, top + height),
            back(left + width, top + height),
        ];
        const xs = corners.map(([x]) => x);
        const ys = corners.map(([, y]) => y);
        const [x, y] = [Math.max(0, Math.min(...xs)), Math.max(0, Math.min(...ys))];
        return {
            left: Math.round(x),
            top: Math.round(y),
            width: Math.round(Math.min(to.width, Math.max(...xs)) - x),
            height: Math.round(Math.min(to.height, Math.max(...ys)) - y),
        };
    };
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

/** Upright by EXIF, gray, levelled, scaled, smoothed and contrast stretched for Tesseract. Throws OcrError on what is no readable picture. */
export async function prepare(image: Buffer, settings: OcrSettings = chosen): Promise<Prepared> {
    try {
        const upright = await sharp(image, { limitInputPixels: PIXEL_LIMIT })
            .rotate()
            .flatten({ background: "white" })
            .grayscale()
            .raw()
            .toBuffer({ resolveWithObject: true });
        const size = { width: upright.info.width, height: upright.info.height };
        const { factor, offset, paper } = stretch(upright.data);
        const gray = (): sharp.Sharp => sharp(upright.data, { raw: { ...size, channels: 1 } }).linear(factor, offset);
        const skew = settings.deskew ? await skewOf(gray()) : 0;
        const degrees = Math.abs(skew) < LEVEL ? 0 : skew;
        const scale = Math.min(LARGEST_SCALE, settings.width / size.width);
        let picture = gray()
            .resize({ width: Math.max(1, Math.round(size.width * scale)), kernel: "cubic" })
            .rotate(degrees, { background: { r: paper, g: paper, b: paper } });
        if (settings.smoothing > 0) picture = picture.blur(settings.smoothing);
        const { data, info } = await picture.toColourspace("b-w").raw().toBuffer({ resolveWithObject: true });
        return {
            pgm: Buffer.concat([Buffer.from(`P5 ${info.width} ${info.height} 255\n`), data]),
            width: size.width,
            height: size.height,
            toOriginal: backMapping(scale, degrees, info, size),
        };
    } catch (error) {
        throw new OcrError(
            `image: cannot be read as a picture (${(error as Error).message}); send JPEG, PNG, TIFF or WebP`,
        );
    }
}
