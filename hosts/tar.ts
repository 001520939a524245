export type FileMode = 0o644 | 0o755 | 0o600 | 0o700 | 0o440;

/** One file of a host's bundle. */
export interface BundleFile {
    /** Relative, with "/": "apply", "config.json", "root/etc/nginx/nginx.conf". Files below "root/" land on the host's "/". */
    readonly path: string;
    /** Who may read or run it. Files belong to root; nothing in a bundle may be secret. */
    readonly mode: FileMode;
    readonly content: string | Buffer;
}

/**
 * A tar archive of regular files in POSIX ustar form, sorted by path, owned by root, dated 1970: nothing in it depends on
 * where or when it is made. Written here because it must be synchronous (a component needs the hash while it registers
 * resources) and the well-kept writers are streams.
 */
export function tarArchive(files: readonly BundleFile[]): Buffer {
    const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
    checkPaths(sorted.map(({ path }) => path));
    const blocks = sorted.flatMap(({ path, mode, content }) => {
        const body = Buffer.from(content);
        return [header(path, mode, body.length), body, Buffer.alloc(padding(body.length))];
    });
    return Buffer.concat([...blocks, Buffer.alloc(2 * blockSize)]);
}

const blockSize = 512;
const nameSize = 100;

function padding(length: number): number {
    return (blockSize - (length % blockSize)) % blockSize;
}

function checkPaths(paths: readonly string[]): void {
    const seen = new Set<string>();
    for (const path of paths) {
        const segments = path.split("/");
        const fail = (why: string) => new Error(`Bundle path "${path}": ${why}`);
        if (!/^[\x21-\x7e]+$/.test(path) || segments.some((segment) => ["", ".", ".."].includes(segment))) {
            throw fail('write a relative path of printable ASCII without empty, "." or ".." segments.');
        }
        if (path.length > nameSize) throw fail(`shorten it to ${nameSize} characters.`);
        if (seen.has(path)) throw fail("two files have it, remove one.");
        const file = segments.map((_, i) => segments.slice(0, i).join("/")).find((parent) => seen.has(parent));
        if (file !== undefined) throw fail(`"${file}" is a file and cannot be a directory too.`);
        seen.add(path);
    }
}

/** One ustar header block (POSIX.1-2017, pax, "ustar Interchange Format"). Numbers are octal, ended by NUL. */
function header(path: string, mode: number, size: number): Buffer {
    const block = Buffer.alloc(blockSize);
    const octal = (value: number, offset: number, length: number) =>
        block.write(value.toString(8).padStart(length - 1, "0"), offset, "ascii");
    block.write(path, 0, "ascii");
    octal(mode, 100, 8);
    octal(0, 108, 8); // uid
    octal(0, 116, 8); // gid
    octal(size, 124, 12);
    octal(0, 136, 12); // mtime
    block.write("        ", 148, "ascii"); // the checksum is summed as if it were spaces
    block.write("0", 156, "ascii"); // a regular file
    block.write("ustar\u000000", 257, "ascii");
    octal(
        block.reduce((sum, byte) => sum + byte, 0),
        148,
        7,
    );
    block[154] = 0;
    return block;
}
