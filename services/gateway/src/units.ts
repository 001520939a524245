import { listener, listenerUser, userOf } from "./parts";

/** What the units of a host name. Paths are absolute. */
export interface Places {
    /** The command that starts the gateway, without its options: `/usr/bin/node`, node's own options and the program. */
    readonly command: readonly string[];
    /** Read by every part; it holds no key. */
    readonly config: string;
    /** Below it lies the audit file; the listener alone writes there. */
    readonly logs: string;
    /** The listener's TLS key, owned by root; FILE names it as `/run/credentials/gateway.service/tls.key`. */
    readonly tlsKey?: string;
    /** Who may call, as addresses or CIDRs; the kernel drops everything else that comes to the listener. */
    readonly callers: readonly string[];
    readonly endpoints: readonly EndpointPlaces[];
    /** The key fetcher's command and file, where there is an endpoint whose key it hands over. */
    readonly fetcher?: { readonly command: readonly string[]; readonly config: string };
}
export interface EndpointPlaces {
    readonly name: string;
    /** A file of root's, named in FILE as `/run/credentials/gateway-NAME.service/key`; without it the key fetcher hands the key over. */
    readonly key?: string;
    /** Where its process may dial, resolver included; empty is anywhere, left to the host's firewall by user. */
    readonly reaches: readonly string[];
}

const sockets = "/run/gateway";
const keysUser = "gateway-keys";
export const keysFolder = "/run/gateway-keys";
/** Large blocks go back to the kernel once they are free, and the youngest values stay few: most of them are a body's. */
export const memoryEnvironment = {
    MALLOC_ARENA_MAX: "2",
    MALLOC_MMAP_THRESHOLD_: "131072",
    MALLOC_TRIM_THRESHOLD_: "131072",
} as const;

/** Units of systemd by file name: one listener, and for each endpoint a socket and a process with a user of its own. */
export function unitsOf(places: Places): Readonly<Record<string, string>> {
    const endpoints = places.endpoints.flatMap((endpoint): [string, string][] => [
        [`gateway-${endpoint.name}.socket`, socketUnit(endpoint)],
        [`gateway-${endpoint.name}.service`, endpointUnit(places, endpoint)],
    ]);
    const fetched = places.endpoints.filter(({ key }) => key === undefined).map(({ name }) => name);
    const { fetcher } = places;
    const keys: [string, string][] = fetcher ? [["gateway-keys.service", keysUnit(fetcher, fetched)]] : [];
    return Object.fromEntries([["gateway.service", listenerUnit(places)], ...endpoints, ...keys]);
}

function listenerUnit(places: Places): string {
    const { endpoints, callers, logs, tlsKey } = places;
    const waits = endpoints.map(({ name }) => `gateway-${name}.socket`).join(" ");
    return unit(
        {
            Description: "LLM gateway: judges what an agent asks, holds no key",
            Wants: waits,
            After: `network-online.target ${waits}`,
        },
        {
            ...started(places, listener),
            User: listenerUser,
            Group: listenerUser,
            LoadCredential: tlsKey && `tls.key:${tlsKey}`,
            ReadWritePaths: logs,
            // Two threads and the bodies in flight; one large body is judged at a time.
            MemoryMax: "512M",
            ...bounded(callers),
        },
        "multi-user.target",
    );
}

function socketUnit({ name }: EndpointPlaces): string {
    return `[Unit]
Description=Where the listener reaches the process of ${name}

[Socket]
ListenStream=${sockets}/${name}/socket
SocketUser=root
SocketGroup=${listenerUser}
SocketMode=0660
DirectoryMode=0755

[Install]
WantedBy=sockets.target
`;
}

function endpointUnit(places: Places, { name, key, reaches }: EndpointPlaces): string {
    return unit(
        {
            Description: `LLM gateway: holds the key of ${name}, dials nothing else`,
            Requires: `gateway-${name}.socket`,
            After: "network-online.target",
        },
        {
            ...started(places, name),
            User: userOf(name),
            Group: userOf(name),
            LoadCredential: key && `key:${key}`,
            MemoryMax: "256M",
            ...bounded(reaches),
        },
    );
}

/** Root makes the folders at its start: each is the fetcher's to write and its endpoint's group's to read. */
function keysUnit({ command, config }: NonNullable<Places["fetcher"]>, names: readonly string[]): string {
    const folders = names.map((name) => {
        const owners = `-o ${keysUser} -g ${userOf(name)}`;
        return `+/usr/bin/install -d -m 2750 ${owners} ${keysFolder}/${name}`;
    });
    return unit(
        {
            Description: "LLM gateway: fetches the endpoints' keys and hands them over",
            After: "network-online.target",
            Before: names.map((name) => `gateway-${name}.service`).join(" "),
        },
        {
            ExecStartPre: folders.join("\nExecStartPre="),
            ...settingsOf([...command, "--config", config].join(" "), config),
            User: keysUser,
            Group: keysUser,
            ReadWritePaths: names.map((name) => `-${keysFolder}/${name}`).join(" "),
            // Group bits of the keys are what hands them over.
            UMask: "0027",
            MemoryMax: "128M",
        },
        "multi-user.target",
    );
}

type Settings = Readonly<Record<string, string | undefined>>;

function started({ command, config }: Places, part: string): Settings {
    const line = [...command, "--config", config, "--part", part, "--sockets", sockets].join(" ");
    return { ExecReload: "/bin/kill -HUP $MAINPID", ...settingsOf(line, config) };
}

function settingsOf(line: string, config: string): Settings {
    return {
        Type: "simple",
        ExecStart: line,
        Environment: Object.entries(memoryEnvironment)
            .map((pair) => pair.join("="))
            .join(" "),
        Restart: "always",
        RestartSec: "1",
        // Streams end within 60 s.
        TimeoutStopSec: "90",
        ReadOnlyPaths: config,
        ...hardened,
    };
}

const bounded = (addresses: readonly string[]): Settings =>
    addresses.length > 0 ? { IPAddressDeny: "any", IPAddressAllow: addresses.join(" ") } : {};

/** Nothing but its files, its sockets and its own memory. Node makes programs as it runs, so memory may be written and run. */
const hardened: Settings = {
    NoNewPrivileges: "yes",
    CapabilityBoundingSet: "",
    AmbientCapabilities: "",
    SystemCallFilter: "@system-service",
    SystemCallErrorNumber: "EPERM",
    SystemCallArchitectures: "native",
    RestrictAddressFamilies: "AF_UNIX AF_INET AF_INET6",
    RestrictNamespaces: "yes",
    RestrictRealtime: "yes",
    RestrictSUIDSGID: "yes",
    LockPersonality: "yes",
    ProtectSystem: "strict",
    ProtectHome: "yes",
    ProtectKernelTunables: "yes",
    ProtectKernelModules: "yes",
    ProtectKernelLogs: "yes",
    ProtectControlGroups: "yes",
    ProtectClock: "yes",
    ProtectHostname: "yes",
    ProtectProc: "invisible",
    ProcSubset: "pid",
    PrivateTmp: "yes",
    PrivateDevices: "yes",
    PrivateIPC: "yes",
    RemoveIPC: "yes",
    KeyringMode: "private",
    UMask: "0077",
    // A core dump would hold the key.
    LimitCORE: "0",
    TasksMax: "64",
};

function unit(head: Settings, service: Settings, wantedBy?: string): string {
    const lines = (settings: Settings): string[] =>
        Object.entries(settings).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]));
    const install = wantedBy === undefined ? [] : ["", "[Install]", `WantedBy=${wantedBy}`];
    return [...["[Unit]", ...lines(head)], "", ...["[Service]", ...lines(service)], ...install, ""].join("\n");
}
