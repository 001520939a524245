import type { HostConfig } from "../../hosts/config";
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

/** @throws Error when the plan has no such host */
export function configOf<Role extends HostConfig["role"]>(all: readonly Bundled[], role: Role) {
    const found = all.find(({ config }) => config.role === role);
    if (!found) throw new Error(`the plan has no bundle of the host ${role}`);
    return found.config as Extract<HostConfig, { role: Role }>;
}
