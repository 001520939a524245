import type { FastifyInstance } from "fastify";
import type { Socket } from "node:net";

/** On a connection that has just been opened a request may be on its way. */
const firstByteMs = 1_000;

/**
 * While the service closes, ends the connections that nothing is done for. Node ends those that wait for a next request, but once only,
 * and takes one on which nothing was ever sent for busy. Clients open such ones: browsers, and `fetch`.
 */
export function endUnusedConnections(app: FastifyInstance): void {
    const { server } = app;
    const open = new Set<Socket>();
    server.on("connection", (socket) => {
        open.add(socket);
        socket.once("close", () => open.delete(socket));
    });
    app.addHook("preClose", async () => {
        const often = setInterval(() => server.closeIdleConnections(), 100).unref();
        server.once("close", () => clearInterval(often));
        setTimeout(() => {
            for (const socket of open) if (socket.bytesRead === 0) socket.destroy();
        }, firstByteMs).unref();
    });
}
