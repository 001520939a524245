import { memoryEnvironment } from "@isolated-openhands/gateway/memory";
import { listener, listenerUser, userOf } from "@isolated-openhands/gateway/parts";
import { hardened } from "./hardened";

/** What the units of a host name. Paths are absolute. */
export interface Places {
    /** The command that starts the gateway, without its options: `/usr/bin/node`, node's own options and the program. */
    readonly command: readonly string[];
    /** Read by every part; it holds no key. */
    readonly config: string;
    /** What makes this host's certificate and writes `config`, as root, before each start and each reload. */
    readonly prepare: readonly string[];
    /** Folder of the audit file below /var/log; the listener alone writes there. */
    readonly logs: string;
    /** Who may call, as addresses or CIDRs; the kernel drops everything else that comes to the listener. */
    readonly callers: readonly string[];
    readonly endpoints: readonly string[];
    readonly fetcher: { readonly command: readonly string[]; readonly config: string };
}

export const keysUser = userOf("keys");

/** Below it the key fetcher writes one file an endpoint; the gateway reads each again whenever it changes. */
export const keysFolder = "/run/gateway-keys";
export const keyFileOf = (endpoint: string): string => `${keysFolder}/${endpoint}/key`;

const sockets = "/run/gateway";

/** Units of systemd by file name: one listener, and for each endpoint a socket and a process with a user of its own. */
export function unitsOf(places: Places): Readonly<Record<string, string>> {
    const endpoints = places.endpoints.flatMap((name): [string, string][] => [
        [`gateway-${name}.socket`, socketUnit(name)],
        [`gateway-${name}.service`, endpointUnit(places, name)],
    ]);
    return Object.fromEntries([
        ["gateway.service", listenerUnit(places)],
        ...endpoints,
        ["gateway-keys.service", keysUnit(places)],
    ]);
}

function listenerUnit(places: Places): string {
    const { endpoints, callers, logs } = places;
    const waits = endpoints.map((name) => `gateway-${name}.socket`).join(" ");
    return unit(
        {
            Description: "LLM gateway: judges what an agent asks, holds no key",
            Wants: `network-online.target ${waits}`,
            After: `network-online.target ${waits} isolated-openhands-firewall.service`,
        },
        {
            ...started(places, listener, listenerUser),
            LogsDirectory: logs,
            LogsDirectoryMode: "0750",
            // The log shipper reads the audit file by its group; the prompts' file is closed to it all the same.
            UMask: "0027",
            // Two threads and the bodies in flight; one large body is judged at a time.
            MemoryMax: "512M",
            IPAddressDeny: "any",
            IPAddressAllow: callers.join(" "),
        },
    );
}

const socketUnit = (name: string) => `[Unit]
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

const endpointUnit = (places: Places, name: string): string =>
    unit(
        {
            Description: `LLM gateway: holds the key of ${name}, dials nothing else`,
            Requires: `gateway-${name}.socket`,
            Wants: "network-online.target",
            After: "network-online.target isolated-openhands-firewall.service",
        },
        { ...started(places, name, userOf(name)), UMask: "0077", MemoryMax: "256M" },
    );

/** Root makes the folders at its start: each is the fetcher's to write and its endpoint's group's to read. */
function keysUnit({ endpoints, fetcher: { command, config } }: Places): string {
    const folders = endpoints.map((name) => {
        const owners = `-o ${keysUser} -g ${userOf(name)}`;
        return `+/usr/bin/install -d -m 2750 ${owners} ${keysFolder}/${name}`;
    });
    return unit(
        {
            Description: "LLM gateway: fetches the endpoints' keys and hands them over",
            Wants: "network-online.target",
            After: "network-online.target isolated-openhands-firewall.service",
        },
        {
            ...service([...command, "--config", config], keysUser, folders),
            ReadWritePaths: endpoints.map((name) => `-${keysFolder}/${name}`).join(" "),
            // Group bits of the keys are what hands them over.
            UMask: "0027",
            MemoryMax: "128M",
        },
    );
}

type Settings = Readonly<Record<string, string | readonly string[]>>;

function started({ command, config, prepare }: Places, part: string, user: string): Settings {
    const first = prepare.map((line) => `+${line}`);
    return {
        ...service([...command, "--config", config, "--part", part, "--sockets", sockets], user, first),
        ExecReload: [...first, "/bin/kill -HUP $MAINPID"],
    };
}

const service = (line: readonly string[], user: string, before: readonly string[]): Settings => ({
    User: user,
    Group: user,
    ExecStartPre: before,
    ExecStart: line.join(" "),
    Environment: Object.entries(memoryEnvironment)
        .map((pair) => pair.join("="))
        .join(" "),
    Restart: "always",
    RestartSec: "1",
    // Streams end within 60 s.
    TimeoutStopSec: "90",
    TasksMax: "64",
});

/** What it waits for may take any time, so no number of starts is one too many. */
function unit(head: Settings, settings: Settings): string {
    const lines = (some: Settings): string[] =>
        Object.entries(some).flatMap(([name, value]) => [value].flat().map((one) => `${name}=${one}`));
    const confined = hardened({ makesCode: true, alone: true, families: ["AF_UNIX", "AF_INET", "AF_INET6"] });
    const install = ["[Install]", "WantedBy=multi-user.target"];
    const sections = [
        ["[Unit]", ...lines({ ...head, StartLimitIntervalSec: "0" })],
        ["[Service]", ...lines(settings), confined],
        install,
    ];
    return sections.map((section) => `${section.join("\n")}\n`).join("\n");
}
