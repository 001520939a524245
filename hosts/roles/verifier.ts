import type { VerifierHostConfig } from "../config";
import type { Piece } from "../piece";

/** The label verifier with Tesseract and its model. */
export function verifierPieces(_config: VerifierHostConfig): Piece[] {
    return [];
}
