import { deflateRawSync } from "node:zlib";

import { crc32 } from "./pictures";

export interface ZipEntry {
    name: string;
    data?: Buffer;
    /** General purpose bits; 1: encrypted. */
    flags?: number;
    /** 8: deflate. */
    method?: number;
    /** What the directory says of the expanded size. */
    claimedSize?: number;
    /** Unix mode, as in st_mode. */
    mode?: number;
}

const utf8Names = 0x800;

function fields(entry: ZipEntry, packed: Buffer): Buffer {
    const data = entry.data ?? Buffer.alloc(0);
    const header = Buffer.alloc(26);
    header.writeUInt16LE(20, 0);
    header.writeUInt16LE((entry.flags ?? 0) | utf8Names, 2);
    header.writeUInt16LE(entry.method ?? 8, 4);
    header.writeUInt32LE(crc32(data), 10);
    header.writeUInt32LE(packed.length, 14);
    header.writeUInt32LE(entry.claimedSize ?? data.length, 18);
    header.writeUInt16LE(Buffer.byteLength(entry.name), 22);
    return header;
}

function centralHeader(entry: ZipEntry, packed: Buffer, offset: number): Buffer {
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(((entry.mode ?? 0o100644) << 16) >>> 0, 6);
    rest.writeUInt32LE(offset, 10);
    const made = Buffer.from([20, 3]);
    return Buffer.concat([
        Buffer.from("PK\x01\x02", "latin1"),
        made,
        fields(entry, packed),
        rest,
        Buffer.from(entry.name),
    ]);
}

/** A ZIP with whatever its entries say, true or not. */
export function zipOf(entries: readonly ZipEntry[]): Buffer {
    const packed = new Map<Buffer | undefined, Buffer>();
    const local: Buffer[] = [];
    const central: Buffer[] = [];
    let offset = 0;
    for (const entry of entries) {
        const data = packed.get(entry.data) ?? deflateRawSync(entry.data ?? Buffer.alloc(0));
        packed.set(entry.data, data);
        const header = [Buffer.from("PK\x03\x04", "latin1"), fields(entry, data), Buffer.from(entry.name), data];
        central.push(centralHeader(entry, data, offset));
        local.push(...header);
        offset += header.reduce((sum, { length }) => sum + length, 0);
    }
    const directory = Buffer.concat(central);
    const end = Buffer.alloc(22);
    end.write("PK\x05\x06", 0, "latin1");
    end.writeUInt16LE(entries.length, 8);
    end.writeUInt16LE(entries.length, 10);
    end.writeUInt32LE(directory.length, 12);
    end.writeUInt32LE(offset, 16);
    return Buffer.concat([...local, directory, end]);
}
