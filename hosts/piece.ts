import type { FileMode } from "./tar";

/** One daemon, or one file: a pure function of its own small config gives everything that it puts on a host. */
export interface Piece {
    /** Short and unique on a host: "firewall", "front". */
    readonly name: string;
    readonly files?: readonly HostFile[];
    readonly units?: readonly HostUnit[];
    /** Of the release's own archive. */
    readonly packages?: readonly string[];
    /** Users that the piece makes: system users without home, password and shell. */
    readonly users?: readonly HostUser[];
    readonly listens?: readonly Listen[];
    readonly opens?: readonly Open[];
    readonly checks?: readonly Check[];
    /** Installed, and its units started, before any package is: the firewall, and where packages come from. */
    readonly early?: true;
}

export interface HostFile {
    /** Absolute, on the host. Files belong to root, and nothing in a bundle may be secret. */
    readonly path: string;
    readonly mode: FileMode;
    readonly content: string | Buffer;
}

export interface HostUnit {
    readonly unit: string;
    /** Prefixes of absolute paths: when a file below one of them has changed, the unit is started again. */
    readonly reads: readonly string[];
    /**
     * `restart`, the default; `reload` when the daemon takes its new files without a break; `wait` for a unit that itself waits for what
     * is not there yet (an image that nobody has staged), so that the others do not wait for it; `mask` for a unit that must never run.
     */
    readonly on?: "restart" | "reload" | "wait" | "mask";
    /** Also when users or packages have come: a firewall knows users by their numbers. */
    readonly readsUsers?: true;
}

export interface HostUser {
    readonly name: string;
    /** Set where a container's image knows the user by this number. */
    readonly id?: number;
    /** Further groups, which exist or are the primary group of another piece's user. */
    readonly groups?: readonly string[];
}

/** A port on which the host accepts connections: only one that a flow of this host has. */
export interface Listen {
    readonly user: string;
    readonly protocol: "tcp" | "udp";
    readonly port: number;
    /** Name of a flow into this host (`hostFlows`). */
    readonly flow: string;
}

/** What a user may open connections to: only what a flow of this host names. */
export interface Open {
    readonly user: string;
    /** Name of a flow out of this host (`hostFlows`). */
    readonly flow: string;
}

/** The daemon's own check of its files, run on the new ones before they replace the old ones: exit code 0 is good. */
export interface Check {
    /** What a person reads when it fails: "nginx -t". */
    readonly name: string;
    readonly command: readonly string[];
    /** Prefixes of absolute paths, as in units: the check is run when one of these files has changed. */
    readonly reads: readonly string[];
}
