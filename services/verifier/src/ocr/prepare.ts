import sharp from "sharp";
import { skewOf } from "./skew";
import { type Box, OcrError } from "./types";

/** Pixels; a picture beyond this is refused before it is decoded. */
const PIXEL_LIMIT = 60_000_000;
const TARGET_WIDTH = 2000;
const LARGEST_SCALE = 2;
/** Degrees below which turning costs more sharpness than it gains. */
const LEVEL = 0.4;

export interface Prepared {
    /** Binary PGM: Tesseract reads it from stdin without a decoder. */
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

/** Upright by EXIF, gray, contrast stretched, levelled and scaled for Tesseract. Throws OcrError on what is no readable picture. */
export async function prepare(image: Buffer): Promise<Prepared> {
    try {
        const upright = await sharp(image, { limitInputPixels: PIXEL_LIMIT })
            .rotate()
            .flatten({ background: "white" })
            .grayscale()
            .raw()
            .toBuffer({ resolveWithObject: true });
        const size = { width: upright.info.width, height: upright.info.height };
        const gray = (): sharp.Sharp => sharp(upright.data, { raw: { ...size, channels: 1 } });
        const skew = await skewOf(gray());
        const degrees = Math.abs(skew) < LEVEL ? 0 : skew;
        const scale = Math.min(LARGEST_SCALE, TARGET_WIDTH / size.width);
        const background = (await gray().stats()).channels[0]?.mean ?? 255;
        const scaled = await gray()
            .normalise()
            .resize({ width: Math.max(1, Math.round(size.width * scale)), kernel: "cubic" })
            .raw()
            .toBuffer({ resolveWithObject: true });
        const { data, info } = await sharp(scaled.data, {
            raw: { width: scaled.info.width, height: scaled.info.height, channels: scaled.info.channels },
        })
            .rotate(degrees, { background: { r: background, g: background, b: background } })
            .grayscale()
            .raw()
            .toBuffer({ resolveWithObject: true });
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
