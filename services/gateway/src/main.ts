import { readFileSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { parseArgs } from "node:util";

import { parseConfig, type GatewayConfig } from "./config";
import { buildServer } from "./server";

const { values } = parseArgs({ options: { config: { type: "string" }, check: { type: "boolean", default: false } } });

function fail(problems: readonly string[]): never {
    for (const problem of problems) console.error(`gateway: ${problem}`);
    process.exit(1);
}

function read(path: string | undefined): string {
    if (path === undefined) fail(["--config FILE is missing"]);
    try {
        return readFileSync(path, "utf8");
    } catch (error) {
        fail([`--config: ${(error as Error).message}`]);
    }
}

/** Files that config names are read here: one that is missing or wrong is a problem like any other. */
function built(config: GatewayConfig): Server {
    try {
        return buildServer(config);
    } catch (error) {
        fail([(error as Error).message]);
    }
}

const parsed = parseConfig(read(values.config));
if ("problems" in parsed) fail(parsed.problems);
if (!values.check) {
    const { listen } = parsed.config;
    const server = built(parsed.config);
    const colon = listen.lastIndexOf(":");
    server.once("error", (error) => fail([`listen: ${error.message}`]));
    server.listen(Number(listen.slice(colon + 1)), listen.slice(0, colon).replace(/[[\]]/g, ""), () => {
        const { port } = server.address() as AddressInfo;
        console.log(`READY ${parsed.config.tls ? "https" : "http"}://${listen.slice(0, colon)}:${port}`);
    });
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
        process.once(signal, () => {
            server.close(() => process.exit(0));
            setTimeout(() => process.exit(0), 25_000).unref();
        });
    }
}
