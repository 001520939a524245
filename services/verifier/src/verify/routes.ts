import multipart from "@fastify/multipart";
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";

import type { ServiceConfig } from "../config";
import { clientGone } from "../http/clientGone";
import { clientIp } from "../http/clientIp";
import { errorEnvelope } from "../http/schemas";
import { NoPlaceError, type Places } from "../queue/places";
import { verifyBatch } from "./batch";
import { type Form, readForm } from "./form";
import { mostPanels } from "./documents";
import { backendOf, flagOf, groundTruthOf, timeoutOf } from "./options";
import { panelsOf } from "./panels";
import { batchBody, batchForm, saveQuery, verifyBody, verifyForm } from "./schemas";
import type { CommonOptions, Verifier } from "./verifier";

export interface VerifyRoutesOptions {
    config: ServiceConfig;
    verifier: Verifier;
    places: Places;
    /** Fires when the service gives up what it is doing. */
    stop: AbortSignal;
}

const errors = { "4xx": errorEnvelope, "5xx": errorEnvelope };
/** An archive may be as large as so many pictures, and is held in memory like them. */
const batchPlaces = 10;
const optionFields = ["ocr_backend", "timeout", "save_artifact"];

export const verifyRoutes: FastifyPluginAsync<VerifyRoutesOptions> = async (app, options) => {
    const { config, verifier, places, stop } = options;
    await app.register(multipart);
    // As the original answers it: not a type that it does not know, but a form without its file.
    app.addContentTypeParser("application/x-www-form-urlencoded", (_request, payload, done) => {
        payload.resume();
        done(null, undefined);
    });

    const optionsOf = (request: FastifyRequest, { fields }: Form, signal: AbortSignal): CommonOptions => {
        const query = request.query as { save_artifact?: string };
        const save = flagOf(fields.get("save_artifact") ?? query.save_artifact, "save_artifact");
        return {
            backend: backendOf(fields.get("ocr_backend"), config.defaultBackend),
            timeoutSeconds: timeoutOf(fields.get("timeout")),
            save: save ?? config.saveByDefault,
            arrived: new Date(),
            clientIp: clientIp(request),
            signal,
        };
    };

    /** Places first, then the body: what is not accepted is not read into memory. */
    const inPlaces = async <T>(
        count: number,
        reply: FastifyReply,
        work: (signal: AbortSignal) => Promise<T>,
    ): Promise<T> => {
        let free: () => void;
        try {
            free = places.take(count);
        } catch (error) {
            throw error instanceof NoPlaceError ? verifier.busy() : error;
        }
        try {
            return await work(AbortSignal.any([clientGone(reply), stop]));
        } finally {
            free();
        }
    };

    const schema = { tags: ["verify"], querystring: saveQuery, consumes: ["multipart/form-data"] };

    app.post(
        "/verify",
        {
            schema: { ...schema, summary: "Verify one label", response: { 200: verifyBody, ...errors } },
            config: { form: verifyForm },
        },
        (request, reply) =>
            inPlaces(1, reply, async (signal) => {
                const fields = ["ground_truth", ...optionFields];
                const rules = { file: ["image", "file"], fileSize: config.maxFileSize, files: mostPanels, fields };
                const form = await readForm(request, rules, signal);
                return verifier.verify({
                    ...optionsOf(request, form, signal),
                    panels: panelsOf(form.files),
                    groundTruth: groundTruthOf(form.fields.get("ground_truth"), "ground_truth"),
                });
            }),
    );

    app.post(
        "/verify/batch",
        {
            schema: { ...schema, summary: "Verify the labels of a ZIP", response: { 200: batchBody, ...errors } },
            config: { form: batchForm },
        },
        (request, reply) =>
            inPlaces(batchPlaces, reply, async (signal) => {
                const fileSize = batchPlaces * config.maxFileSize;
                const rules = { file: ["batch_file"], fileSize, files: 1, fields: optionFields };
                const form = await readForm(request, rules, signal);
                return verifyBatch(form.files[0].data, optionsOf(request, form, signal), verifier, config);
            }),
    );
};
