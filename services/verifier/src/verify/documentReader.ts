import { parentPort, workerData } from "node:worker_threads";
import { PDFiumLibrary } from "@hyzyla/pdfium";
import decode from "heic-decode";

import type { Bitmap, DocumentWork } from "./documents";

/**
 * The thread that opens PDF and HEIC: decoders compiled to WebAssembly, which see the file and nothing of this machine. It takes one
 * file, posts its pictures one by one, and ends.
 */

/** A label's small print is legible at this many dots an inch; PDF counts 72. */
const dotsAnInch = 300;

class Unreadable extends Error {}

/** Bytes of a WebAssembly page, by which its memory grows. */
const wasmPage = 65_536;

/**
 * Bounds the memory of every decoder in this thread, which by itself grows to 2 GB: a decoder gets what it asks for by this call of
 * the platform's, and takes a refusal for want of memory.
 */
function boundMemory(mostBytes: number): { wasReached: () => boolean } {
    let reached = false;
    const grow = WebAssembly.Memory.prototype.grow;
    WebAssembly.Memory.prototype.grow = function (this: WebAssembly.Memory, pages: number): number {
        reached ||= this.buffer.byteLength + pages * wasmPage > mostBytes;
        if (reached) throw new RangeError(`more than ${mostBytes} bytes`);
        return grow.call(this, pages);
    };
    return { wasReached: () => reached };
}

async function* pagesOf({ file, mostPictures, mostPixels }: DocumentWork): AsyncGenerator<Bitmap> {
    const library = await PDFiumLibrary.init();
    const document = await library.loadDocument(file).catch((error: Error) => {
        throw new Unreadable(/password/i.test(error.message) ? "is locked by a password" : "is damaged");
    });
    const pages = document.getPageCount();
    if (pages > mostPictures) throw new Unreadable(`has ${pages} pages: at most ${mostPictures} pictures are read`);
    for (const page of document.pages()) {
        const { originalWidth, originalHeight } = page.getOriginalSize();
        const scale = Math.min(dotsAnInch / 72, Math.sqrt(mostPixels / (originalWidth * originalHeight)));
        yield await page.render({ scale, render: "bitmap" });
    }
}

async function* photographOf({ file, mostPixels }: DocumentWork): AsyncGenerator<Bitmap> {
    const images = await decode.all({ buffer: file });
    const [first] = images;
    if (first === undefined) throw new Unreadable("is damaged");
    const { width, height } = first;
    if (width * height > mostPixels) {
        throw new Unreadable(`has ${width} x ${height} pixels: at most ${mostPixels / 1e6} million`);
    }
    yield await first.decode();
}

async function main(work: DocumentWork): Promise<void> {
    const memory = boundMemory(work.mostMemory);
    // A decoder that is refused memory may leave out a part of the page, or all of it, and say that all is well.
    const check = (): void => {
        if (memory.wasReached()) {
            throw new Unreadable(`needs more than ${work.mostMemory / 2 ** 20} MB of memory to be opened`);
        }
    };
    try {
        for await (const { width, height, data } of work.kind === "pdf" ? pagesOf(work) : photographOf(work)) {
            check();
            const picture = { width, height, data: new Uint8Array(data) };
            parentPort!.postMessage({ picture }, [picture.data.buffer]);
        }
    } finally {
        check();
    }
}

main(workerData as DocumentWork).catch((error: Error) => {
    parentPort!.postMessage({ problem: error instanceof Unreadable ? error.message : "is damaged" });
});
