import { deflateSync } from "node:zlib";
import sharp from "sharp";

/** CRC-32 as in PNG and ZIP. */
export function crc32(data: Buffer): number {
    let crc = ~0;
    for (const byte of data) {
        crc ^= byte;
        for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
    }
    return ~crc >>> 0;
}

export const pngSignature = Buffer.from("89504e470d0a1a0a", "hex");

export function pngChunk(type: string, data: Buffer): Buffer {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    const body = Buffer.concat([Buffer.from(type), data]);
    const crc = Buffer.alloc(4);
    crc.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, crc]);
}

/** A black picture of one bit a pixel: 64 million pixels are 8 kB. `rows`: how many there really are. */
export function flatPng(width: number, height: number, rows = height, extra: Buffer = Buffer.alloc(0)): Buffer {
    const header = Buffer.alloc(13);
    header.writeUInt32BE(width, 0);
    header.writeUInt32BE(height, 4);
    header.set([1, 0, 0, 0, 0], 8);
    const data = Buffer.alloc(rows * (Math.ceil(width / 8) + 1));
    const parts = [
        pngChunk("IHDR", header),
        extra,
        pngChunk("IDAT", deflateSync(data)),
        pngChunk("IEND", Buffer.alloc(0)),
    ];
    return Buffer.concat([pngSignature, ...parts]);
}

/** A JPEG whose header claims another size than its data has. */
export function claiming(jpeg: Buffer, width: number, height: number): Buffer {
    const changed = Buffer.from(jpeg);
    let at = 2;
    while ((changed[at + 1]! & 0xfc) !== 0xc0 || changed[at + 1] === 0xc4) at += 2 + changed.readUInt16BE(at + 2);
    changed.writeUInt16BE(height, at + 5);
    changed.writeUInt16BE(width, at + 7);
    return changed;
}

/** The JPEG with a segment APP1 behind its start: where EXIF is. */
export function withExif(jpeg: Buffer, exif: Buffer): Buffer {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(exif.length + 2);
    return Buffer.concat([jpeg.subarray(0, 2), Buffer.from("ffe1", "hex"), length, exif, jpeg.subarray(2)]);
}

export async function animatedWebp(): Promise<Buffer> {
    const frame = (background: string) => ({ create: { width: 100, height: 100, channels: 3 as const, background } });
    const frames = await Promise.all(["red", "blue"].map((colour) => sharp(frame(colour)).png().toBuffer()));
    return sharp(frames, { join: { animated: true } })
        .webp({ loop: 0, delay: [100, 100] })
        .toBuffer();
}

export async function pagedTiff(): Promise<Buffer> {
    const gif = await sharp(await animatedWebp(), { animated: true })
        .tiff()
        .toBuffer();
    return gif;
}

/** A directory of a TIFF that names itself as the next one. */
export function loopingTiff(): Buffer {
    const tiff = Buffer.alloc(64);
    tiff.write("II*\0", 0, "latin1");
    tiff.writeUInt32LE(8, 4);
    tiff.writeUInt16LE(1, 8);
    tiff.set([0, 1, 3, 0, 1, 0, 0, 0, 100, 0, 0, 0], 10);
    tiff.writeUInt32LE(8, 22);
    return tiff;
}

export const svg = (inner: string, head = ""): Buffer =>
    Buffer.from(`${head}<svg xmlns="http://www.w3.org/2000/svg" width="200" height="200">${inner}</svg>`);

/** A small label that Tesseract reads in a moment. */
export function smallLabel(): Promise<Buffer> {
    const text = `<text x="20" y="40" font-family="DejaVu Sans" font-size="30">SILVER CREEK 13.5% ALC/VOL</text>`;
    const paper = `<rect width="100%" height="100%" fill="white"/>`;
    const picture = `<svg xmlns="http://www.w3.org/2000/svg" width="500" height="60">${paper}${text}</svg>`;
    return sharp(Buffer.from(picture)).png().toBuffer();
}
