import type { VerifierHostConfig } from "../config";
import type { Piece } from "../piece";
import { docker, type WantedImage } from "../pieces/docker";
import { labelVerifier } from "../pieces/labelVerifier";
import { model } from "../pieces/model";

/** The label verifier with Tesseract, and its model when config names one. */
export function verifierPieces(config: VerifierHostConfig): Piece[] {
    const { ollama } = config;
    const service: WantedImage = { record: "images/verifier/verifier.json", repository: "isolated-openhands/verifier" };
    if (ollama === undefined) return [docker({ verifier: service }), labelVerifier(config)];
    const server: WantedImage = {
        record: "images/verifier/ollama.json",
        repository: ollamaRepository,
        tag: ollama.version,
    };
    return [docker({ verifier: service, ollama: server }), labelVerifier(config), model(ollama, config)];
}

/** Where Ollama publishes its releases as container images. */
export const ollamaRepository = "ollama/ollama";
