import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { parseArgs } from "node:util";

import { parseConfig, type GatewayConfig } from "./config";
import { Gateway } from "./server";

/** How long a stream may go on after the gateway was told to stop; systemd waits 90 s. */
const patience = 60_000;
const { values } = parseArgs({ options: { config: { type: "string" }, check: { type: "boolean", default: false } } });

function say(problems: readonly string[]): void {
    for (const problem of problems) console.error(`gateway: ${problem}`);
}

function fail(problems: readonly string[]): never {
    say(problems);
    process.exit(1);
}

function read(path: string | undefined): { config: GatewayConfig } | { problems: string[] } {
    if (path === undefined) return { problems: ["--config FILE is missing"] };
    try {
        return parseConfig(readFileSync(path, "utf8"));
    } catch (error) {
        return { problems: [`--config: ${(error as Error).message}`] };
    }
}

/** Files that config names are read here: one that is missing or wrong is a problem like any other. */
function built(config: GatewayConfig): Gateway {
    try {
        return new Gateway(config);
    } catch (error) {
        fail([(error as Error).message]);
    }
}

function reload(gateway: Gateway): void {
    const parsed = read(values.config);
    const problems = "problems" in parsed ? parsed.problems : gateway.reload(parsed.config);
    say(problems);
    console.log(problems.length > 0 ? "RELOAD refused: the config of before goes on" : "RELOADED");
}

const parsed = read(values.config);
if ("problems" in parsed) fail(parsed.problems);
if (!values.check) {
    const { listen, tls } = parsed.config;
    const gateway = built(parsed.config);
    const colon = listen.lastIndexOf(":");
    gateway.server.once("error", (error) => fail([`listen: ${error.message}`]));
    gateway.server.listen(Number(listen.slice(colon + 1)), listen.slice(0, colon).replace(/[[\]]/g, ""), () => {
        const { port } = gateway.server.address() as AddressInfo;
        console.log(`READY ${tls ? "https" : "http"}://${listen.slice(0, colon)}:${port}`);
    });
    process.on("SIGHUP", () => reload(gateway));
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
        process.once(signal, () => void gateway.close(patience).then(() => process.exit(0)));
    }
}
