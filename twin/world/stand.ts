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
    /** An endpoint by its id; without one, AWS's public addresses. */
    | { readonly kind: "aws"; readonly endpoint?: string };

/** What the process of the surroundings is told. */
export interface Surroundings {
    readonly planFile: string;
    readonly logFile: string;
    /** Readable when everything listens. */
    readonly readyFile: string;
    readonly stands: readonly Stand[];
    /** Addresses by name, for both resolvers. */
    readonly names: Readonly<Record<string, readonly string[]>>;
    readonly certificates: {
        readonly aws: { readonly cert: string; readonly key: string };
    };
    /** Values by name of secret. */
    readonly secrets: Readonly<Record<string, string>>;
}
