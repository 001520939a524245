import sharp from "sharp";
import type { Sheet } from "./prepare";

/** Pixels across the small picture on which colours are counted. */
const WIDTH = 200;
/** Of 255, between the most and the least of red, green and blue: what differs by more is no gray and no cream. */
const COLOURED = 70;
/** Share of the picture that is coloured where colour may hide letters. */
const SHARE = 0.08;
/** Pixels of which three bytes each fit into memory beside everything else. */
const MOST_PIXELS = 20_000_000;

const inColours = (image: Buffer): sharp.Sharp =>
    sharp(image).rotate().flatten({ background: "white" }).toColourspace("srgb");

/** Whether so much of a picture is coloured that letters may be as light as what they stand on. */
export async function isColoured(
    image: Buffer,
    { width, height }: { width: number; height: number },
): Promise<boolean> {
    if (width * height > MOST_PIXELS) return false;
    const { data, info } = await inColours(image).resize({ width: WIDTH }).raw().toBuffer({ resolveWithObject: true });
    let coloured = 0;
    for (let at = 0; at + 2 < data.length; at += info.channels) {
        const [red, green, blue] = [data[at]!, data[at + 1]!, data[at + 2]!];
        if (Math.max(red, green, blue) - Math.min(red, green, blue) > COLOURED) coloured += 1;
    }
    return coloured >= SHARE * info.width * info.height;
}

/** The same sheet, each pixel as light as the least of its colours. */
export async function leastOf(image: Buffer, sheet: Sheet): Promise<Sheet> {
    const { data, info } = await inColours(image).raw().toBuffer({ resolveWithObject: true });
    const least = Buffer.alloc(info.width * info.height);
    for (let pixel = 0, at = 0; pixel < least.length; pixel++, at += info.channels) {
        least[pixel] = Math.min(data[at]!, data[at + 1]!, data[at + 2]!);
    }
    const seen = { data: least, width: info.width, height: info.height };
    return { ...sheet, ...(sheet.view ? sheet.view.straight(seen) : seen) };
}
