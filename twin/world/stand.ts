import type { KeyPair } from "../machines/certificates";

/** One listening socket of the surroundings: where it is, and what stands there. */
export interface Stand {
    readonly namespace: string;
    readonly protocol: "tcp" | "udp";
    readonly address: string;
    readonly port: number;
    readonly serves: Served;
}

export type Served =
    | { readonly kind: "imds" }
    | { readonly kind: "resolver"; readonly of: "vpc" | "internet" }
    | { readonly kind: "time" }
    /** An endpoint by its id; without one, AWS's public addresses. */
    | { readonly kind: "aws"; readonly endpoint?: string }
    | { readonly kind: "llm" }
    | { readonly kind: "mirror" }
    /** The attacker: takes whatever comes, writes it down and answers. */
    | { readonly kind: "sink"; readonly speaks: "https" | "http" | "bytes" };

/** An object that somebody has put into a bucket beside what the plan holds. */
export interface StagedObject {
    readonly bucket: string;
    readonly key: string;
    readonly file?: string;
    readonly text?: string;
}

/** What the process of the surroundings is told. */
export interface Surroundings {
    readonly planFile: string;
    readonly logFile: string;
    /** Readable when everything listens. */
    readonly readyFile: string;
    readonly stands: readonly Stand[];
    /** Addresses by name, for both resolvers; "*.x" is every name below x. */
    readonly names: Readonly<Record<string, readonly string[]>>;
    /** Names that have other addresses in the VPC. */
    readonly privateNames: Readonly<Record<string, readonly string[]>>;
    readonly certificates: {
        readonly aws: KeyPair;
        readonly llm: KeyPair;
        readonly mirror: KeyPair;
        readonly attacker: KeyPair;
    };
    readonly staged: readonly StagedObject[];
    /** Values by name of secret. */
    readonly secrets: Readonly<Record<string, string>>;
    /** Host names of approved LLM endpoints. */
    readonly approved: readonly string[];
    /** What AWS's policies call an address that the twin has chosen: a NAT gateway's Elastic IP. */
    readonly knownAs: Readonly<Record<string, string>>;
    /** The attacker's own access keys, which `up` hands to the places. */
    readonly attackerKeysFile: string;
    /** The operators', who may run commands on the hosts. */
    readonly operatorKeysFile: string;
    /** Files that hold the number of each instance's process 1. */
    readonly machines: Readonly<Record<string, string>>;
    /** Which of AWS's layers are off: a list that the attack matrix writes; absent when all are on. */
    readonly switchesFile: string;
}
