import { pino } from "pino";

import { readConfig, type ServiceConfig } from "./config";
import { EnvironmentError } from "./environment";
import { HttpError } from "./http/errors";
import { keepNextTickFast } from "./nextTick";
import { buildServer } from "./server";

/** What was accepted gets this long after SIGTERM; systemd and Docker should be told to wait longer. */
const graceMs = 25_000;

function configOrExit(): ServiceConfig {
    try {
        return readConfig(process.env);
    } catch (error) {
        if (!(error instanceof EnvironmentError)) throw error;
        for (const problem of error.problems) console.error(`verifier: ${problem}`);
        process.exit(2);
    }
}

async function main(): Promise<void> {
    keepNextTickFast();
    const config = configOrExit();
    const stop = new AbortController();
    const log = pino({ level: config.logLevel });
    const app = await buildServer(config, log, stop.signal);
    const shutDown = (signal: NodeJS.Signals): void => {
        log.info({ signal }, "stopping");
        setTimeout(() => stop.abort(new HttpError(503, "The service is stopping", 10)), graceMs).unref();
        void app.close().then(() => process.exit(0));
    };
    process.once("SIGTERM", shutDown);
    process.once("SIGINT", shutDown);
    if (config.artifacts && config.token === undefined) {
        log.warn("VERIFIER_TOKEN is empty: whoever reaches this port can read and delete artifacts");
    }
    try {
        await app.listen({ port: config.port, host: "0.0.0.0" });
        log.info({ port: config.port }, "listening");
    } catch (error) {
        log.fatal({ err: error }, `cannot listen on PORT ${config.port}`);
        process.exit(1);
    }
}

void main();
