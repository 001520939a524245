import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";

import { freePort } from "./s3Server";

/** OLLAMA: the program, or "skip"; otherwise the one that is installed, if there is one. */
const ollama = process.env.OLLAMA === "skip" ? undefined : (process.env.OLLAMA ?? installed());

function installed(): string | undefined {
    return spawnSync("ollama", ["--version"]).error ? undefined : "ollama";
}

/** A suite that needs the real Ollama. Where there is none its tests are listed as skipped and the run fails, unless OLLAMA=skip. */
export function ollamaSuite(title: string, tests: () => void): void {
    (ollama === undefined ? describe.skip : describe)(title, tests);
    if (ollama !== undefined || process.env.OLLAMA === "skip") return;
    it("has Ollama", () => {
        throw new Error(
            "there is no `ollama`, so the tests with the real one are skipped: install it, set OLLAMA to the program " +
                "(../shared/ollama/install prints one), or set OLLAMA=skip to pass without them",
        );
    });
}

/** The real Ollama server on a loopback port. */
export class OllamaServer {
    private constructor(
        private readonly process: ChildProcess,
        readonly url: string,
    ) {}

    /** `trust`: a PEM file with the certificates it takes for a registry. */
    static async start(home: string, models: string, trust: string): Promise<OllamaServer> {
        const url = `http://127.0.0.1:${await freePort()}`;
        const env = {
            HOME: home,
            PATH: process.env.PATH,
            OLLAMA_HOST: url,
            OLLAMA_MODELS: models,
            SSL_CERT_FILE: trust,
        };
        const server = new OllamaServer(spawn(ollama!, ["serve"], { env, stdio: "ignore" }), url);
        for (let tries = 0; tries < 150; tries++) {
            const answer = await fetch(`${url}/api/version`).catch(() => undefined);
            if (answer?.ok) return server;
            await sleep(100);
        }
        await server.stop();
        throw new Error("Ollama did not start");
    }

    /** Names of the models it would run. */
    async models(): Promise<string[]> {
        const answer = await fetch(`${this.url}/api/tags`);
        const { models } = (await answer.json()) as { models: { name: string }[] };
        return models.map(({ name }) => name);
    }

    async stop(): Promise<void> {
        const gone = once(this.process, "exit");
        this.process.kill();
        await gone;
    }
}
