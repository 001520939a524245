import type { FastifyInstance } from "fastify";
import { pino } from "pino";

import { labels } from "../../labels/index";
import { readConfig } from "../../src/config";
import { buildServer } from "../../src/server";

/** Nothing listens there: Ollama is missing. */
const nowhere = "http://127.0.0.1:9";

export interface Answer {
    status: number;
    headers: Headers;
    body: Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any
}

/** The whole service on a loopback port, with what it logs. */
export class Service {
    readonly log: string[];
    private constructor(
        readonly app: FastifyInstance,
        readonly url: string,
        log: string[],
    ) {
        this.log = log;
    }

    static async start(env: NodeJS.ProcessEnv = {}, stop?: AbortSignal): Promise<Service> {
        const log: string[] = [];
        const config = readConfig({ OLLAMA_HOST: nowhere, MODEL_STATUS_FILE: "/nonexistent/status.json", ...env });
        const logger = pino({ level: config.logLevel }, { write: (line) => void log.push(line) });
        const app = await buildServer(config, logger, stop);
        return new Service(app, await app.listen({ port: 0, host: "127.0.0.1" }), log);
    }

    stop(): Promise<void> {
        return this.app.close();
    }

    async ask(path: string, init?: RequestInit): Promise<Answer> {
        const answer = await fetch(this.url + path, init);
        const text = await answer.text();
        const json = answer.headers.get("content-type")?.startsWith("application/json") === true;
        return {
            status: answer.status,
            headers: answer.headers,
            body: json && text !== "" ? JSON.parse(text) : { text },
        };
    }

    /** Posts a form; a Buffer becomes a file. */
    post(
        path: string,
        fields: Record<string, string | Buffer>,
        init: RequestInit = {},
        name = "label.png",
    ): Promise<Answer> {
        const form = new FormData();
        for (const [key, value] of Object.entries(fields)) {
            if (typeof value === "string") form.append(key, value);
            else form.append(key, new Blob([new Uint8Array(value)]), name);
        }
        return this.ask(path, { method: "POST", body: form, ...init });
    }
}

export interface GoodLabel {
    image: Buffer;
    truth: string;
}

let good: Promise<GoodLabel> | undefined;

/** A label that is as it should be, and what the application says of it. */
export function goodLabel(): Promise<GoodLabel> {
    const label = labels(1, 1)[0]!;
    good ??= label.image().then((image) => ({ image, truth: JSON.stringify(label.truth) }));
    return good;
}
