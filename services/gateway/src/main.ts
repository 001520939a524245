import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { parseArgs } from "node:util";

import { parseConfig, type GatewayConfig } from "./config";
import { Forwarder } from "./forwarder";
import { socketOf } from "./forwarded";
import { listener, missingUsers, readableKeys } from "./parts";
import { Gateway } from "./server";
import { Supervisor } from "./supervisor";

/** How long a stream may go on after the gateway was told to stop; systemd waits 90 s. */
const patience = 60_000;
const { values } = parseArgs({
    options: {
        config: { type: "string" },
        check: { type: "boolean", default: false },
        part: { type: "string" },
        sockets: { type: "string" },
    },
});

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
function made<T>(make: () => T): T {
    try {
        return make();
    } catch (error) {
        fail([(error as Error).message]);
    }
}

function onReload(change: (config: GatewayConfig) => string[]): void {
    process.on("SIGHUP", () => {
        const parsed = read(values.config);
        const problems = "problems" in parsed ? parsed.problems : change(parsed.config);
        say(problems);
        console.log(problems.length > 0 ? "RELOAD refused: the config of before goes on" : "RELOADED");
    });
}

function onEnd(end: () => Promise<void>): void {
    for (const signal of ["SIGTERM", "SIGINT"] as const)
        process.once(signal, () => void end().then(() => process.exit(0)));
}

function listen(config: GatewayConfig, sockets?: string): void {
    const { listen, tls } = config;
    const gateway = made(() => new Gateway(config, { sockets }));
    const colon = listen.lastIndexOf(":");
    gateway.server.once("error", (error) => fail([`listen: ${error.message}`]));
    gateway.server.listen(Number(listen.slice(colon + 1)), listen.slice(0, colon).replace(/[[\]]/g, ""), () => {
        const { port } = gateway.server.address() as AddressInfo;
        console.log(`READY ${tls ? "https" : "http"}://${listen.slice(0, colon)}:${port}`);
    });
    onReload((next) => gateway.reload(next));
    onEnd(() => gateway.close(patience));
}

/** The process of one endpoint, on a socket that systemd opened for it, or that it opens itself. */
function forward(config: GatewayConfig, name: string, sockets: string): void {
    const endpointOf = ({ endpoints }: GatewayConfig) => endpoints.find((endpoint) => endpoint.name === name);
    const endpoint = endpointOf(config);
    if (!endpoint) fail([`--part: ${name} is no endpoint of the file, and not ${listener}`]);
    const { server, take } = made(() => {
        const forwarder = new Forwarder(endpoint);
        return { server: forwarder.server, take: (next: typeof endpoint) => forwarder.take(next) };
    });
    // The socket is for the listener's group.
    process.umask(0o007);
    server.once("error", (error) => fail([`${name}: ${error.message}`]));
    if (process.env.LISTEN_FDS === "1") server.listen({ fd: 3 });
    else server.listen(socketOf(sockets, name));
    onReload((next) => {
        const changed = endpointOf(next);
        if (changed) take(changed);
        return [];
    });
    onEnd(async () => {
        server.close();
        server.closeAllConnections();
    });
}

function part(config: GatewayConfig, name: string, sockets: string | undefined): void {
    if (sockets === undefined) fail(["--sockets DIR is missing: where the processes of the endpoints listen"]);
    const readable = readableKeys(config, name);
    if (readable.length > 0) fail(readable);
    if (name === listener) listen(config, sockets);
    else forward(config, name, sockets);
}

function whole(config: GatewayConfig): void {
    const missing = missingUsers(config);
    if (missing.length > 0) {
        const keys = config.endpoints.map(({ name }) => name).join(", ");
        say([`one process holds the keys of ${keys}: for one each, be root and have the users ${missing.join(", ")}`]);
        return listen(config);
    }
    const supervisor = new Supervisor([process.execPath, ...process.execArgv, __filename], values.config!);
    onReload((next) => supervisor.reload(next));
    onEnd(() => supervisor.end());
    void supervisor.start(config);
}

const parsed = read(values.config);
if ("problems" in parsed) fail(parsed.problems);
if (!values.check) {
    if (values.part === undefined) whole(parsed.config);
    else part(parsed.config, values.part, values.sockets);
}
