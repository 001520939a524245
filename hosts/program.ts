import { join } from "node:path";
import { buildSync } from "esbuild";
import type { HostFile } from "./piece";

const repository = join(__dirname, "..");
const built = new Map<string, readonly HostFile[]>();

/**
 * Services as JavaScript, one file an entry, with what it uses of what it imports: nothing has to be compiled or installed on the host. The
 * same sources give the same bytes on every machine; built once a process, since each plan asks.
 * @param entries sources in the repository, by the name that each gets in `folder`, without its ending
 */
export function programFiles(folder: string, entries: Readonly<Record<string, string>>): readonly HostFile[] {
    const known = built.get(folder);
    if (known !== undefined) return known;
    const { outputFiles } = buildSync({
        ...{ absWorkingDir: repository, entryPoints: entries, outdir: "/", write: false, logLevel: "error" },
        ...{ bundle: true, platform: "node", format: "cjs", target: "node18" },
        // Modules are what can be left out in parts; of a package in CommonJS all would come.
        ...{ mainFields: ["module", "main"], conditions: ["import"] },
        // Asked for by sources only.
        external: ["tsx"],
    });
    const files = outputFiles.map(({ path, contents }): HostFile => ({
        path: `${folder}${path}`,
        mode: 0o644,
        content: Buffer.from(contents),
    }));
    built.set(folder, files);
    return files;
}
