import type { HostConfig } from "../config";
import type { Piece } from "../piece";
import { agentPieces } from "./agent";
import { edgePieces } from "./edge";
import { everyHostPieces } from "./everyHost";
import { verifierPieces } from "./verifier";

/** What runs on a host: what every host has, then what its role adds. */
export function rolePieces(config: HostConfig): Piece[] {
    return [...everyHostPieces(config), ...ofRole(config)];
}

function ofRole(config: HostConfig): Piece[] {
    switch (config.role) {
        case "edge":
            return edgePieces(config);
        case "agent":
            return agentPieces(config);
        case "verifier":
            return verifierPieces(config);
    }
}
