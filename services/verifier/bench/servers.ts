import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { freePort } from "../test/e2e/s3Server";

/** A server in a process of its own on a loopback port, as soon as it answers at `path`. */
export class Server {
    private constructor(
        private readonly child: ChildProcess,
        readonly url: string,
    ) {}

    static async start(command: (port: string) => string[], path: string, env: NodeJS.ProcessEnv): Promise<Server> {
        const port = String(await freePort());
        const [program = "", ...args] = command(port);
        const child = spawn(program, args, {
            cwd: join(__dirname, ".."),
            env: { ...process.env, ...env, PORT: port },
            stdio: ["ignore", "ignore", "inherit"],
        });
        const server = new Server(child, `http://127.0.0.1:${port}`);
        for (let tries = 0; tries < 300; tries++) {
            const answer = await fetch(server.url + path).catch(() => undefined);
            if (answer?.ok) return server;
            if (child.exitCode !== null) break;
            await sleep(200);
        }
        await server.stop();
        throw new Error(`${program} ${args.join(" ")} does not answer at ${path}`);
    }

    async stop(): Promise<void> {
        if (this.child.exitCode !== null || this.child.signalCode !== null) return;
        const gone = once(this.child, "exit");
        this.child.kill("SIGKILL");
        await gone;
    }
}
