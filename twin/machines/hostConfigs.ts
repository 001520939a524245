import type { EdgeHostConfig } from "../../hosts/config";
import type { PlannedAccount } from "../aws/account";
import { command } from "./command";

/** What a planned bundle holds besides its files: read from the archive itself, as the host will. */
export interface Bundled {
    readonly config: { readonly role: string };
    readonly packages: readonly string[];
}

export async function bundles({ objects }: PlannedAccount): Promise<Bundled[]> {
    const archives = objects.filter(({ key }) => key.startsWith("host/"));
    return Promise.all(
        archives.map(async ({ body }) => {
            const file = async (path: string) =>
                JSON.parse(await command("tar", ["-xzO", path], body)) as Record<string, unknown>;
            const { packages = [] } = (await file("manifest.json")) as { packages?: readonly string[] };
            const config = (await file("root/etc/isolated-openhands/config.json")) as { role: string };
            return { config, packages };
        }),
    );
}

export function edgeConfig(all: readonly Bundled[]): EdgeHostConfig {
    const found = all.find(({ config }) => config.role === "edge");
    if (!found) throw new Error("the plan has no bundle of an edge host");
    return found.config as EdgeHostConfig;
}
