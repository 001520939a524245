/** One network namespace: what is set, added and filtered in it, as texts for sysctl, ip and nft. */
export interface Namespace {
    readonly name: string;
    /** Paths below /proc/sys with their values. */
    readonly settings: readonly string[];
    /** Lines for `ip -batch`; those that begin with -6 are for the other family. */
    readonly ip: readonly string[];
    /** Replaces what was there in one transaction. Empty: it filters nothing. */
    readonly ruleset: string;
}

/** A cable between two namespaces. */
export interface Cable {
    readonly ends: readonly [CableEnd, CableEnd];
}

export interface CableEnd {
    readonly namespace: string;
    readonly device: string;
}
