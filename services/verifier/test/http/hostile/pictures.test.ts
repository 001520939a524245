import sharp from "sharp";

import { hostile, type HostileCase } from "./harness";
import { animatedWebp, claiming, flatPng, loopingTiff, pagedTiff, pngSignature, svg } from "./pictures";

const picture = (
    name: string,
    make: () => Buffer | Promise<Buffer>,
    says: RegExp,
    status = 400,
    fileName = "label.jpg",
): HostileCase => ({
    name,
    status,
    says,
    send: async (service) => service.post("/verify", { image: await make() }, {}, fileName),
});

const flat = { create: { width: 300, height: 300, channels: 3 as const, background: "white" } };
const jpeg = () => sharp(flat).jpeg().toBuffer();
const cmyk = () => sharp(flat).toColourspace("cmyk").jpeg().toBuffer();
const half = (image: Buffer): Buffer => image.subarray(0, image.length / 2);
const noise = () => sharp({ create: { ...flat.create, noise: { type: "gaussian", mean: 128, sigma: 60 } } });
const noPicture = /is no JPEG, PNG, TIFF, WebP, HEIC or PDF/;
const damaged = /damaged/;

hostile("hostile pictures", [
    picture("an empty file", () => Buffer.alloc(0), /is empty/),
    picture("text", () => Buffer.from("no picture at all"), noPicture),
    picture("HTML", () => Buffer.from("<!doctype html><script>alert(1)</script>"), noPicture),
    picture("SVG with a script", () => svg("<script>alert(1)</script>"), noPicture, 400, "label.svg"),
    picture(
        "SVG with an external entity",
        () => svg("<text>&x;</text>", '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
        noPicture,
    ),
    picture("PDF that ends early", () => Buffer.from("%PDF-1.7\n1 0 obj\n"), /is damaged/),
    picture("GIF", () => sharp(flat).gif().toBuffer(), noPicture),
    picture("GIF that is also a script", () => Buffer.from("GIF89a/*\0\0*/=1;alert(1)"), noPicture),
    picture("BigTIFF", () => Buffer.from("49492b00080000001000000000000000", "hex"), noPicture),
    picture("AVIF", () => Buffer.from("0000001c6674797061766966", "hex"), noPicture),
    picture("PNG signature before HTML", () => Buffer.concat([pngSignature, Buffer.from("<html>")]), damaged),
    picture("JPEG signature before a ZIP", () => Buffer.from("ffd8ff504b0304", "hex"), damaged),
    picture("JPEG cut in its header", async () => (await jpeg()).subarray(0, 40), damaged),
    picture("JPEG cut in its middle", async () => half(await noise().jpeg().toBuffer()), damaged),
    picture("PNG cut in its middle", async () => half(await noise().png().toBuffer()), damaged),
    picture("WebP cut in its middle", async () => half(await noise().webp().toBuffer()), damaged),
    picture("TIFF cut in its middle", async () => half(await noise().tiff().toBuffer()), damaged),
    picture("TIFF whose directory names itself", loopingTiff, damaged),
    picture("PNG of 1 pixel", () => flatPng(1, 1), /1 x 1 pixels: no text fits/),
    picture("PNG of 30,000 x 30,000", () => flatPng(30_000, 30_000, 2), /at most 60 million/),
    picture("PNG of 64 million pixels in 8 kB", () => flatPng(8000, 8000), /at most 60 million/),
    picture("PNG of 30,000 x 50", () => flatPng(30_000, 50), /at most 10 to 1/),
    picture("PNG of 50 x 30,000", () => flatPng(50, 30_000), /at most 10 to 1/),
    picture("JPEG that claims 65,000 x 65,000", async () => claiming(await jpeg(), 65_000, 65_000), /60 million/),
    picture("CMYK JPEG that claims 30,000 x 30,000", async () => claiming(await cmyk(), 30_000, 30_000), /60 million/),
    picture("JPEG that claims 7,000 x 7,000", async () => claiming(await jpeg(), 7000, 7000), damaged),
    picture("animated WebP", animatedWebp, /2 pages or frames/),
    picture("TIFF of two pages", pagedTiff, /2 pages or frames/),
    picture("a file of more than 10 MB", () => Buffer.alloc(10 * 1024 * 1024 + 1, "x"), /larger than 10 MB/, 413),
]);
