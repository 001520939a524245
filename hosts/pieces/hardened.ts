/** What one daemon needs besides what every daemon of ours may do. */
export interface Needs {
    readonly capabilities?: readonly string[];
    /** Without it: sockets of the host itself, and IPv4. */
    readonly families?: readonly string[];
    /** What is outside its own folders and it writes all the same. */
    readonly writes?: readonly string[];
    /** It makes code as it runs: a JIT, or callbacks of a foreign library. */
    readonly makesCode?: true;
    /** It talks with processes of this host only. */
    readonly noNetwork?: true;
    /** It looks at no other process, and shares no memory with one. */
    readonly alone?: true;
}

/**
 * Lines of a unit's [Service] that leave a daemon its files, its sockets and its own memory, and nothing else. What one needs beyond that is
 * an argument, so that the difference between two daemons can be read.
 */
export function hardened({ capabilities, families, writes, makesCode, noNetwork, alone }: Needs = {}): string {
    return [
        "NoNewPrivileges=yes",
        `CapabilityBoundingSet=${(capabilities ?? []).join(" ")}`,
        "AmbientCapabilities=",
        "SystemCallFilter=@system-service",
        "SystemCallErrorNumber=EPERM",
        "SystemCallArchitectures=native",
        `RestrictAddressFamilies=${(families ?? (noNetwork ? ["AF_UNIX"] : ["AF_UNIX", "AF_INET"])).join(" ")}`,
        "RestrictNamespaces=yes",
        "RestrictRealtime=yes",
        "RestrictSUIDSGID=yes",
        "LockPersonality=yes",
        ...(makesCode ? [] : ["MemoryDenyWriteExecute=yes"]),
        "ProtectSystem=strict",
        ...(writes ? [`ReadWritePaths=${writes.join(" ")}`] : []),
        "ProtectHome=yes",
        "ProtectKernelTunables=yes",
        "ProtectKernelModules=yes",
        "ProtectKernelLogs=yes",
        "ProtectControlGroups=yes",
        "ProtectClock=yes",
        "ProtectHostname=yes",
        "PrivateTmp=yes",
        "PrivateDevices=yes",
        ...(noNetwork ? ["PrivateNetwork=yes"] : []),
        ...(alone ? ["ProtectProc=invisible", "ProcSubset=pid", "PrivateIPC=yes", "RemoveIPC=yes"] : []),
        "KeyringMode=private",
        // A core dump would hold keys.
        "LimitCORE=0",
    ].join("\n");
}
