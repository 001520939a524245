import { join } from "node:path";
import type { FastifyPluginAsync, FastifyRequest } from "fastify";

import { HttpError } from "../http/errors";
import { information, informationSchema } from "../http/info";
import { servePages } from "../http/security";
import { readAssets } from "./assets";

/** Scripts, styles and requests of this origin; pictures also from memory (blob:), where chosen files are shown from. */
const contentSecurityPolicy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' blob:",
    "connect-src 'self'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
].join("; ");

/** Browsers name text/html; curl and clients of the original's `GET /` send any type, and get JSON as they did there. */
const wantsPage = ({ headers }: FastifyRequest): boolean => /\btext\/html\b/i.test(headers.accept ?? "");

/** The page at `/`, and its files under a path that changes with their content. */
export const pageRoutes: FastifyPluginAsync = async (app) => {
    const { base, files, document, etag } = readAssets(join(__dirname, "static"));
    servePages(app);
    app.addHook("onRequest", (_request, reply, done) => {
        reply.header("content-security-policy", contentSecurityPolicy);
        done();
    });

    app.get("/", { schema: informationSchema }, async (request, reply) => {
        const vary = reply.getHeader("vary");
        reply.header("vary", vary === undefined ? "Accept" : `${String(vary)}, Accept`);
        if (!wantsPage(request)) return information;
        // Asked for anew each time, sent only when it has changed: it names the version of everything else.
        reply.headers({ "cache-control": "no-cache", etag });
        const known = request.headers["if-none-match"]
            ?.split(/\s*,\s*/)
            .some((one) => one.replace(/^W\//, "") === etag);
        if (known) return reply.code(304).send();
        return reply.type(document.type).send(document.body);
    });

    app.get<{ Params: { name: string } }>(`${base}/:name`, { schema: { hide: true } }, (request, reply) => {
        const asset = files.get(request.params.name);
        if (!asset) throw new HttpError(404, "There is nothing at this path");
        return reply.header("cache-control", "public, max-age=31536000, immutable").type(asset.type).send(asset.body);
    });
};
