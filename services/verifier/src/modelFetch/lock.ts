import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:net";
import { resolve } from "node:path";

import { FetchError } from "./errors";

/**
 * One fetch at a time for a model directory. An abstract Unix socket (Linux): the kernel frees the name when the process
 * ends, however it ends, so there is no stale lock after kill -9.
 */
export async function lock(modelsDirectory: string): Promise<Server> {
    const name = createHash("sha256").update(resolve(modelsDirectory)).digest("hex");
    const server = createServer((socket) => socket.destroy());
    server.listen(`\0model-fetch-${name}`);
    try {
        await once(server, "listening");
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
        throw new FetchError(`another model-fetch works on ${modelsDirectory}: wait for it`);
    }
    server.unref();
    return server;
}
