import type { FastifyReply } from "fastify";

import { HttpError } from "./errors";

/** Fires when the client closes the connection before it has its answer. nginx's status 499 is only seen in log and metrics. */
export function clientGone(reply: FastifyReply): AbortSignal {
    const controller = new AbortController();
    reply.raw.once("close", () => {
        if (!reply.raw.writableFinished) controller.abort(new HttpError(499, "The client went away"));
    });
    return controller.signal;
}
