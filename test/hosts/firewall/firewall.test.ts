import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect } from "chai";
import type { HostConfig } from "../../../hosts/config";
import { hostFlows } from "../../../hosts/flows";
import { mergePieces } from "../../../hosts/merge";
import { type FirewallConfig, firewallRows, firewallRules } from "../../../hosts/pieces/firewall";
import { refused, refusedLog } from "../../../hosts/pieces/refusedLog";
import { mergeRole } from "../../../hosts/render";
import { rolePieces } from "../../../hosts/roles";
import { agentConfig, edgeConfig, verifierConfig } from "../configs";
import { elsewhere, otherPorts, peersOf, probesOf } from "./probes";

interface Loaded {
    readonly outcomes: readonly string[];
    /** Of a mutant: the first probe that noticed. */
    readonly differs?: string;
    readonly counters?: Readonly<Record<string, number>>;
    readonly logged?: readonly string[];
}

/** Loads the rules, then each of the mutants, into a network namespace of its own and sends every probe. */
function packets(
    config: FirewallConfig,
    address: string,
    users: readonly string[],
    mutants: readonly string[],
): Loaded[] {
    const probes = probesOf(config, address, users);
    const world = [
        ...new Set([...config.flows.filter(({ interface: at }) => !at).flatMap(peersOf), ...Object.values(elsewhere)]),
    ];
    const made = users.map((user, i) =>
        user === "root" || user === "nobody" ? "" : `${user}:x:${61000 + i}:61000::/:/bin/false\n`,
    );
    const input = {
        host: address,
        passwd: made.join(""),
        world,
        ports: [...new Set([...probes.map(({ port }) => port), ...otherPorts])],
        loader: join(__dirname, "../../../hosts/common/firewall.py"),
        rulesets: [firewallRules(config), ...mutants],
        ulogd: refused().files?.find(({ path }) => path === "/etc/ulogd.conf")?.content,
        log: refusedLog,
        probes,
    };
    const run = spawnSync("python3", [join(__dirname, "packets.py")], {
        input: JSON.stringify(input),
        encoding: "utf8",
    });
    if (run.status !== 0) throw new Error(`packets.py: ${run.stderr}`);
    return JSON.parse(run.stdout.trim().split("\n").at(-1) ?? "") as Loaded[];
}

/** The rules without each of the lines that do something, by that line. */
function mutantsOf(rules: string): Record<string, string> {
    const lines = rules.split("\n");
    const says = /accept$|^ +jump |reject|^ +limit |^ +counter name "refused/;
    const places = lines.flatMap((line, i) => (says.test(line) ? [i] : []));
    return Object.fromEntries(
        places.map((at) => [`${at}: ${lines[at].trim()}`, lines.filter((_, i) => i !== at).join("\n")]),
    );
}

/** A packet was answered otherwise, a counter that rose did not, or the log lacks a direction. */
function noticed(whole: Loaded, mutant: Loaded): boolean {
    const silent = Object.entries(whole.counters ?? {}).filter(
        ([name, count]) => count > 0 && !mutant.counters?.[name],
    );
    return mutant.differs !== undefined || silent.length > 0 || whole.logged?.join() !== mutant.logged?.join();
}

function firewallOf(config: HostConfig): FirewallConfig {
    const { listens, opens } = mergePieces(rolePieces(config), hostFlows(config));
    return { flows: hostFlows(config), listens, opens };
}

for (const host of [edgeConfig, agentConfig, verifierConfig]) {
    describe(`the firewall of the ${host.role}'s host`, () => {
        const config = firewallOf(host);
        const users = [...new Set([...config.opens.map(({ user }) => user), "root", "nobody", "_apt"])];
        const rules = firewallRules(config);
        const mutants = mutantsOf(rules);
        let loaded: Loaded[];
        const probes = probesOf(config, host.address, users);

        before(function () {
            loaded = packets(config, host.address, users, Object.values(mutants));
        });

        it("answers exactly the connections that a row of its table allows, each user by itself, and refuses all others at once", () => {
            const [{ outcomes }] = loaded;
            const wrong = probes.flatMap(({ id, expect: wanted }, i) =>
                outcomes[i] === wanted ? [] : `${id}: ${outcomes[i]}`,
            );
            expect(wrong).to.deep.equal([]);
            expect(probes.filter(({ expect: wanted }) => wanted === "answer").length).to.be.greaterThan(5);
        });

        it("counts each row that was used and each packet that was refused, and writes refusals of each direction to its log", () => {
            const [{ counters = {}, logged }] = loaded;
            for (const { counter } of firewallRows(config)) expect(counters[counter], counter).to.be.greaterThan(0);
            const refusedProbes = (direction: string) =>
                probes.filter((probe) => probe.direction === direction && probe.expect === "refused").length;
            expect(counters["refused-out"]).to.be.at.least(refusedProbes("out"));
            expect(counters["refused-in"]).to.be.at.least(refusedProbes("in"));
            expect(counters["refused-forward"]).to.be.at.least(refusedProbes("forward"));
            expect(logged).to.deep.equal(["refused-forward", "refused-in", "refused-out"]);
        });

        it("has no line whose loss no packet notices", () => {
            const unnoticed = Object.keys(mutants).filter((_, i) => !noticed(loaded[0], loaded[i + 1]));
            console.log(`      ${probes.length} probes, ${Object.keys(mutants).length} mutants`);
            expect(unnoticed).to.deep.equal([]);
        });

        it("is the one that the host's bundle holds", () => {
            const file = mergeRole(host, rolePieces(host)).files.find(({ path }) => path.endsWith("/firewall.nft"));
            const first = /.*@first_packages.*\n/;
            expect(String(file?.content).replace(first, "")).to.equal(rules);
        });
    });
}
