import { deflateSync } from "node:zlib";
import sharp from "sharp";

/** A PDF with one picture a page, as wide as a sheet of paper (PDF 32000-1, 7.5 and 8.9.5): what a scanner writes. */
export async function pdfOf(pictures: readonly Buffer[]): Promise<Buffer> {
    const objects: Buffer[] = [];
    const add = (text: string, stream?: Buffer): number => {
        const body = stream
            ? Buffer.concat([Buffer.from(`${text}\nstream\n`), stream, Buffer.from("\nendstream")])
            : text;
        objects.push(Buffer.from(body));
        return objects.length;
    };
    // The catalogue and the list of pages come first, and name what comes after them.
    add("<< /Type /Catalog /Pages 2 0 R >>");
    const pages = add("");
    const kids: number[] = [];
    for (const picture of pictures) kids.push(await addPage(picture, add, pages));
    const list = kids.map((kid) => `${kid} 0 R`).join(" ");
    objects[pages - 1] = Buffer.from(`<< /Type /Pages /Count ${kids.length} /Kids [${list}] >>`);
    return written(objects);
}

async function addPage(picture: Buffer, add: (text: string, stream?: Buffer) => number, pages: number) {
    const { data, info } = await sharp(picture).jpeg({ quality: 95 }).toBuffer({ resolveWithObject: true });
    const { width, height } = info;
    const image = add(
        `<< /Type /XObject /Subtype /Image /Width ${width} /Height ${height} /ColorSpace /DeviceRGB ` +
            `/BitsPerComponent 8 /Filter /DCTDecode /Length ${data.length} >>`,
        data,
    );
    const [across, down] = [612, (612 * height) / width];
    const drawing = Buffer.from(`q ${across} 0 0 ${down} 0 0 cm /P Do Q`);
    const content = add(`<< /Length ${drawing.length} >>`, drawing);
    return add(
        `<< /Type /Page /Parent ${pages} 0 R /MediaBox [0 0 ${across} ${down}] ` +
            `/Resources << /XObject << /P ${image} 0 R >> >> /Contents ${content} 0 R >>`,
    );
}

function written(objects: readonly Buffer[]): Buffer {
    const parts = [Buffer.from("%PDF-1.4\n")];
    const at: number[] = [];
    let length = parts[0]!.length;
    objects.forEach((object, index) => {
        at.push(length);
        const part = Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`), object, Buffer.from("\nendobj\n")]);
        parts.push(part);
        length += part.length;
    });
    const rows = at.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
    parts.push(
        Buffer.from(
            `xref\n0 ${at.length + 1}\n0000000000 65535 f \n${rows}` +
                `trailer\n<< /Size ${at.length + 1} /Root 1 0 R >>\nstartxref\n${length}\n%%EOF\n`,
        ),
    );
    return Buffer.concat(parts);
}

/** A PDF of one empty page whose drawing is so many bytes of blanks, packed a thousandfold. */
export function bombOf(bytes: number): Buffer {
    const packed = deflateSync(Buffer.alloc(bytes, " "));
    return written([
        Buffer.from("<< /Type /Catalog /Pages 2 0 R >>"),
        Buffer.from("<< /Type /Pages /Count 1 /Kids [3 0 R] >>"),
        Buffer.from("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R >>"),
        Buffer.concat([
            Buffer.from(`<< /Filter /FlateDecode /Length ${packed.length} >>\nstream\n`),
            packed,
            Buffer.from("\nendstream"),
        ]),
    ]);
}
