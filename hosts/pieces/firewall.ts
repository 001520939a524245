import { readFileSync } from "node:fs";
import { join } from "node:path";
import { cidrFamily } from "../../model/addresses";
import type { HostFlow } from "../flows";
import type { Listen, Open, Piece } from "../piece";

export interface FirewallConfig {
    readonly flows: readonly HostFlow[];
    readonly listens: readonly Listen[];
    readonly opens: readonly Open[];
    /** Only the edge: `_apt` may fetch the first packages straight from the mirror, until the package gateway answers. */
    readonly firstPackages?: true;
}

/** The NFLOG group that refused packets go to, for ulogd: a kernel log is closed to a network namespace, a group is not. */
export const refusedGroup = 5;

export const firewallTable = "isolated_openhands";

/** One row of the published table: who may talk to whom. A counter bears its name. */
export interface FirewallRow {
    readonly counter: string;
    readonly flow: HostFlow;
    /** Of an outgoing flow: the Unix user that may open it. */
    readonly user?: string;
}

export function firewallRows({ flows, listens, opens }: FirewallConfig): FirewallRow[] {
    const named = (direction: HostFlow["direction"], name: string) =>
        flows.filter((flow) => flow.direction === direction && flow.name === name);
    const rows: FirewallRow[] = [
        ...listens.flatMap(({ flow }) => named("in", flow)).map((flow) => ({ counter: `in-${flow.name}`, flow })),
        ...opens.flatMap(({ user, flow: name }) =>
            named("out", name).map((flow) => ({ counter: `out-${user}-${name}`, flow, user })),
        ),
    ];
    // Two processes of one user that go to the same place (host-apply and the SSM agent, both root) are one row.
    return rows.filter((row, i) => !rows.slice(0, i).some((earlier) => sameWay(earlier, row)));
}

const sameWay = (a: FirewallRow, b: FirewallRow) => wayOf(a) === wayOf(b);

const wayOf = ({ user, flow: { direction, protocol, port, peers, interface: at } }: FirewallRow) =>
    JSON.stringify([user, direction, protocol, port, peers, at]);

/**
 * The host's firewall: a table of its own for both families and all three directions, which refuses whatever no row allows. It refuses and
 * never drops, TCP by a reset: OpenHands waits minutes for what is dropped. Loaded before the network is up and before Docker; the packaged
 * nftables.service, whose stop flushes every table of the host, is masked.
 */
export function firewall(config: FirewallConfig): Piece {
    const rules = "/etc/isolated-openhands/firewall.nft";
    const loader = "/usr/local/lib/isolated-openhands/firewall";
    return {
        name: "firewall",
        early: true,
        packages: ["nftables"],
        files: [
            { path: rules, mode: 0o644, content: firewallRules(config) },
            { path: loader, mode: 0o755, content: readFileSync(join(__dirname, "..", "common", "firewall.py")) },
            { path: "/etc/systemd/system/isolated-openhands-firewall.service", mode: 0o644, content: unit(loader) },
        ],
        units: [
            { unit: "nftables.service", reads: [], on: "mask" },
            {
                unit: "isolated-openhands-firewall.service",
                reads: [rules, loader, "/etc/systemd/system/isolated-openhands-firewall.service"],
                on: "reload",
                readsUsers: true,
            },
        ],
        checks: [{ name: "nft -c", command: [loader, "check"], reads: [rules, loader] }],
    };
}

export function firewallRules(config: FirewallConfig): string {
    const rows = firewallRows(config);
    const counters = [...rows.map(({ counter }) => counter), "out-first-packages", ...refusals];
    const of = (direction: HostFlow["direction"]) => rows.filter(({ flow }) => flow.direction === direction).map(rule);
    const first = `meta skuid @first_packages tcp dport 443 counter name "out-first-packages" accept`;
    return `# Who may talk to whom on this host. A line whose user does not exist yet is left out when this is loaded: it only allows.
table inet ${firewallTable}
delete table inet ${firewallTable}
table inet ${firewallTable} {
${counters.map((name) => `    counter ${name} { }\n`).join("")}
    set first_packages {
        typeof meta skuid
    }

    chain input {
        type filter hook input priority -10; policy drop;
        ct state established,related accept
        iifname "lo" accept
${lines(of("in"))}        jump refuse-in
    }

    chain output {
        type filter hook output priority -10; policy drop;
        ct state established,related accept
        oifname "lo" accept
${lines([...of("out"), ...(config.firstPackages ? [first] : [])])}        jump refuse-out
    }

    chain forward {
        type filter hook forward priority -10; policy drop;
        jump refuse-forward
    }

${(["in", "out", "forward"] as const).map(refuse).join("\n")}}
`;
}

const refusals = ["refused-in", "refused-out", "refused-forward"] as const;

const lines = (rules: readonly string[]) => rules.map((line) => `        ${line}\n`).join("");

/** The limit stands before the log, and the verdict in a rule of its own: a packet over the limit is refused all the same. */
const refuse = (chain: "in" | "out" | "forward") => `    chain refuse-${chain} {
        counter name "refused-${chain}"
        limit rate 10/second burst 20 packets log prefix "refused-${chain} " group ${refusedGroup}
        meta l4proto tcp reject with tcp reset
        reject with icmpx admin-prohibited
    }
`;

function rule({ flow, counter, user }: FirewallRow): string {
    const [face, side] = flow.direction === "in" ? ["iifname", "saddr"] : ["oifname", "daddr"];
    const where = flow.interface === undefined ? [] : [`${face} "${flow.interface}"`];
    const who = user === undefined ? [] : [`meta skuid "${user}"`];
    const verdict = [`${flow.protocol} dport ${flow.port}`, `counter name "${counter}"`, "accept"];
    if (flow.peers === "any") return [...who, ...where, ...verdict].join(" ");
    return ([4, 6] as const)
        .map((family) => ({ family, blocks: blocksOf(flow, family) }))
        .filter(({ blocks }) => blocks.length > 0)
        .map(({ family, blocks }) => {
            const peer = `${family === 4 ? "ip" : "ip6"} ${side} { ${blocks.join(", ")} }`;
            return [...who, ...where, peer, ...verdict].join(" ");
        })
        .join("\n        ");
}

const blocksOf = ({ peers }: HostFlow, family: 4 | 6) =>
    peers === "any" ? [] : [...new Set(peers.filter((block) => cidrFamily(block) === family))];

const unit = (loader: string) => `[Unit]
Description=This host's firewall: who may talk to whom, by user and destination
Documentation=file:/etc/isolated-openhands/firewall.nft
DefaultDependencies=no
Wants=network-pre.target
Before=network-pre.target docker.service shutdown.target
After=local-fs.target systemd-modules-load.service
Conflicts=shutdown.target

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=${loader} load
ExecReload=${loader} load

[Install]
WantedBy=sysinit.target
`;
