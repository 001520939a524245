import { createServer, type RequestListener, type Server, type ServerOptions } from "node:http";
import { availableParallelism } from "node:os";
import Fastify, { type FastifyHttpOptions, type FastifyInstance } from "fastify";
import type { Logger } from "pino";

import { artifactRoutes, ArtifactStore } from "./artifacts";
import { requireToken } from "./auth/bearer";
import type { ServiceConfig } from "./config";
import { BackendMonitor } from "./health/backends";
import { healthRoutes } from "./health/routes";
import { trusts } from "./http/clientIp";
import { endUnusedConnections } from "./http/connections";
import { allowOrigins } from "./http/cors";
import { documentApi } from "./http/docs";
import { answerBrokenRequest, type AnswerError, describeSchemaErrors, errorAnswers, handleErrors } from "./http/errors";
import { correlationId, identify } from "./http/identify";
import { logRequests } from "./http/requestLog";
import { secure } from "./http/security";
import { Metrics } from "./metrics/metrics";
import { metricsRoutes } from "./metrics/routes";
import { ModelStatusReader, modelStatusRoutes, withShortcut } from "./modelStatus";
import { Tesseract } from "./ocr/tesseract";
import { pageRoutes } from "./page/routes";
import { Places } from "./queue/places";
import { WorkQueue } from "./queue/workQueue";
import { verifyRoutes } from "./verify/routes";
import { Verifier } from "./verify/verifier";

/** Requests held for each core. At a second a label the last one waits 16 s. */
const placesPerCore = 16;
const longestWaitMs = 60_000;
/** For the answers of what is given up to leave, before connections are cut. */
const farewellMs = 1_000;
/**
 * The load balancer gives up an idle connection after 300 s (`components/verifierService.ts`). It is to be the first that does: otherwise
 * a request meets a connection that has just been closed, and the client a 502 (ALB user guide, "Connection idle timeout").
 */
const keepAliveMs = 310_000;
/** For artifacts that still wait for S3. */
const storeGraceMs = 5_000;

function serverFor(routes: RequestListener, modelStatus: ModelStatusReader): Server {
    const options: ServerOptions = {
        // A client that is slow to send is cut off: headers and body of one request.
        requestTimeout: 60_000,
        headersTimeout: 15_000,
        connectionsCheckingInterval: 2_000,
        keepAliveTimeout: keepAliveMs,
        maxHeaderSize: 16 * 1024,
        // Node's own answer has no body; `identify` asks for the header.
        requireHostHeader: false,
    };
    const server: Server = createServer(
        options,
        withShortcut(routes, modelStatus, () => !server.listening),
    );
    return server;
}

function httpOptions(
    { trustedProxies }: ServiceConfig,
    answerError: AnswerError,
    modelStatus: ModelStatusReader,
): FastifyHttpOptions<Server> {
    return {
        serverFactory: (routes) => serverFor(routes, modelStatus),
        genReqId: correlationId,
        trustProxy: trusts(trustedProxies),
        clientErrorHandler: answerBrokenRequest,
        frameworkErrors: (error, request, reply) => void answerError(error, request, reply),
        // A filter with a slip of the pen must not become no filter.
        ajv: { customOptions: { removeAdditional: false } },
        schemaErrorFormatter: describeSchemaErrors,
        // What arrives on open connections while closing is still answered.
        return503OnClosing: false,
    };
}

/**
 * The whole service, not listening yet. `close()` stops accepting, finishes what was accepted and flushes artifacts. `stop` fires
 * when it is to give up what it is doing, connections too; `close()` alone waits for it.
 */
export async function buildServer(
    config: ServiceConfig,
    log: Logger,
    stop: AbortSignal = new AbortController().signal,
): Promise<FastifyInstance> {
    const answerError = errorAnswers(log);
    const modelStatus = new ModelStatusReader(config.modelStatusFile);
    // Fastify has no logger of its own: with one it listens for the end of each answer, of those too that nobody logs.
    const app = Fastify(httpOptions(config, answerError, modelStatus));
    const cores = availableParallelism();
    const monitor = new BackendMonitor(config.ollama);
    const store = config.artifacts && new ArtifactStore(config.artifacts, log);
    const places = new Places(placesPerCore * cores);
    // Ollama answers one request at a time, however many wait.
    const queues = { tesseract: new WorkQueue(cores, longestWaitMs), ollama: new WorkQueue(1, longestWaitMs) };
    const tesseract = new Tesseract();
    const metrics = new Metrics({ monitor, places, queues, store });
    const verifier = new Verifier({ config, monitor, tesseract, queues, store, metrics });
    // Node no longer times out connections once it stops listening: half a header would keep the service from its end.
    stop.addEventListener("abort", () => setTimeout(() => app.server.closeAllConnections(), farewellMs).unref());
    endUnusedConnections(app);

    // Forms are the only bodies there are.
    app.removeAllContentTypeParsers();
    identify(app);
    const answerUnknown = handleErrors(app, answerError);
    secure(app);
    allowOrigins(app, config.corsOrigins);
    await documentApi(app);
    // What machines ask every few seconds is neither logged nor measured.
    await app.register(healthRoutes, { monitor, model: config.ollama.model });
    await app.register(modelStatusRoutes, { reader: modelStatus });
    await app.register(async (logged) => {
        logRequests(logged, log, metrics);
        logged.setNotFoundHandler(answerUnknown);
        await logged.register(pageRoutes);
        await logged.register(async (scope) => {
            if (config.verifyRequiresToken) scope.addHook("onRequest", requireToken(config.token!));
            await scope.register(verifyRoutes, { config, verifier, places, stop });
        });
        await logged.register(async (scope) => {
            if (config.token !== undefined) scope.addHook("onRequest", requireToken(config.token));
            await scope.register(artifactRoutes, { store });
            await scope.register(metricsRoutes, { metrics });
        });
    });

    app.addHook("onReady", async () => {
        await monitor.start();
        store?.startSweeping();
    });
    app.addHook("onClose", async () => {
        monitor.stop();
        await tesseract.close();
        await store?.close(storeGraceMs);
    });
    return app;
}
