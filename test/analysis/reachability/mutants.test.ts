import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";

/**
 * Faults put into the analysis, one at a time, in a copy of the source: the walker and the scenarios must find each of them. The copy
 * without a fault must pass, so that nothing is found by accident.
 */

interface Mutant {
    readonly fault: string;
    readonly file: string;
    readonly from: string;
    readonly to: string;
    /** Random networks hardly ever have what it is about. */
    readonly scenariosOnly?: true;
}

const mutants: readonly Mutant[] = [
    {
        fault: "replies are not asked for",
        file: "reachability/session.ts",
        from: "subtract(arrives, reversed(subtract(replies, returned)))",
        to: "[...arrives]",
    },
    {
        fault: "an end without a fixed address counts for some of its addresses",
        file: "reachability/session.ts",
        from: ".filter(path.forEveryAddress)",
        to: "",
    },
    {
        fault: "the client uses one port only",
        file: "reachability/session.ts",
        from: "interval(clientPortRange.linux)",
        to: "[32768n, 32768n]",
    },
    {
        fault: "ACL entries are tried in the order in which they are written",
        file: "graph/acls.ts",
        from: ".sort((a, b) => a.number - b.number)",
        to: "",
    },
    {
        fault: "IPv6 is ignored",
        file: "reachability/paths.ts",
        from: "const families = [4, 6]",
        to: "const families = [4]",
    },
    {
        fault: "the default group is ignored",
        file: "graph/groups.ts",
        from: "return fallback ? [fallback] : [];",
        to: "return fallback ? [] : [];",
    },
    {
        fault: "nothing comes back in from the internet",
        file: "reachability/paths.ts",
        from: "...overInternet(graph, from, to)]",
        to: "...overInternet(graph, from, to).slice(9)]",
    },
    {
        fault: "a route is as good as a more specific one",
        file: "reachability/filters.ts",
        from: ".sort((a, b) => Number(size(a.interval) - size(b.interval)))",
        to: "",
    },
    {
        fault: "Elastic IPs are ignored",
        file: "graph/interfaces.ts",
        from: "publicIpv4: elasticIp || (flag(",
        to: "publicIpv4: (flag(",
    },
    {
        fault: "ports of rules for every protocol count",
        file: "reachability/headers.ts",
        from: "if (protocol[0] !== protocol[1] || !withPorts(protocol[0])) return allPorts;",
        to: "",
    },
    {
        fault: "a node of a balancer forwards to every zone",
        file: "reachability/balancerPaths.ts",
        from: 'precision === "may" || forwards(balancer, node, to)',
        to: "precision.length > 0 || forwards(balancer, node, to)",
    },
    {
        fault: "the ACL of the NAT gateway's subnet does not see replies",
        file: "reachability/natPaths.ts",
        from: 'translated(forEveryPort(entering(nat.subnet, precision), clientPorts.any), "destination"),',
        to: "",
    },
    {
        fault: "NAT before a peering connection leads nowhere",
        file: "reachability/paths.ts",
        from: "...byNatToPeer(from, to), ",
        to: "...byNatToPeer(from, to).slice(9), ",
        scenariosOnly: true,
    },
    {
        fault: "nobody asks a balancer from a peered VPC",
        file: "reachability/balancerPaths.ts",
        from: "isNeighbour(from, node) :",
        to: "isNeighbour(from, node) && node.subnet.vpc === from.subnet.vpc :",
        scenariosOnly: true,
    },
    {
        fault: "a firewall lets nothing on",
        file: "reachability/paths.ts",
        from: "return table.routes.some(leads) ?",
        to: "return table.routes.some(leads) && table.name.length < 0 ?",
        scenariosOnly: true,
    },
    {
        fault: "one of the subnets of a service is enough",
        file: "reachability/reach.ts",
        from: "return agreed(each)",
        to: "return decisive(each)",
        scenariosOnly: true,
    },
    {
        fault: "what comes in from the internet has no row",
        file: "reachability/connections.ts",
        from: "...fromInternet(graph, one, family, known),",
        to: "",
        scenariosOnly: true,
    },
    {
        fault: "what may pass and is not certain has no row",
        file: "reachability/found.ts",
        from: "sectorsOf(subtract(arriving, surely), end)",
        to: "sectorsOf([], end)",
        scenariosOnly: true,
    },
    {
        fault: "what a balancer hands on has no arrow",
        file: "diagram/arrows.ts",
        from: "{ from: middle, to, says: connection },",
        to: "",
        scenariosOnly: true,
    },
    {
        fault: "what was only read is taken for all there is",
        file: "graph/resource.ts",
        from: "...(resource.external && { external: true }),",
        to: "",
        scenariosOnly: true,
    },
    {
        fault: "a balancer takes what no listener takes",
        file: "reachability/ends.ts",
        from: "if (listens === undefined) return [];",
        to: "if (listens === undefined || name.length > 0) return [];",
        scenariosOnly: true,
    },
    {
        fault: "a target that asks its own balancer gets an answer",
        file: "reachability/paths.ts",
        from: "return isHairpin(graph, from, to)",
        to: "return isHairpin(graph, to, from)",
        scenariosOnly: true,
    },
    {
        fault: "what is tied to the network by a text is not seen",
        file: "graph/references.ts",
        from: "const named = idIn(props[property], ids, owner);",
        to: "const named = idIn(undefined, ids, owner);",
        scenariosOnly: true,
    },
    {
        fault: "what AWS chose is not read",
        file: "graph/resource.ts",
        from: "chosen.map((name) => [name, outputs[name]])",
        to: "chosen.map((name) => [name, undefined])",
        scenariosOnly: true,
    },
];

const root = join(__dirname, "../../..");

/** Runs walker and scenarios on a copy of the source; true when something failed there. */
function fails(mutant?: Mutant): { readonly failed: boolean; readonly output: string } {
    const copy = mkdtempSync(join(tmpdir(), "mutant-"));
    try {
        for (const part of [
            "model",
            "analysis/graph",
            "analysis/reachability",
            "analysis/diagram",
            "test/analysis",
            "package.json",
        ])
            cpSync(join(root, part), join(copy, part), { recursive: true });
        symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
        if (mutant) {
            const path = join(copy, "analysis", mutant.file);
            const source = readFileSync(path, "utf8");
            expect(source, `${mutant.file} no longer has what the mutant replaces`).to.include(mutant.from);
            writeFileSync(path, source.replace(mutant.from, mutant.to));
        }
        const scenarios = [
            "scenarios",
            "scenariosOfServices",
            "scenariosOfTenants",
            "scenariosOfExports",
            "scenariosOfOthers",
            "scenariosOfChoices",
        ];
        const tests = [...(mutant?.scenariosOnly ? [] : ["soundness"]), ...scenarios].map(
            (name) => `test/analysis/reachability/${name}.test.ts`,
        );
        const mocha = join(root, "node_modules/mocha/bin/mocha.js");
        const { status, stdout, stderr } = spawnSync(
            process.execPath,
            ["--import=tsx", mocha, "--no-config", "--timeout=120000", ...tests],
            { cwd: copy, encoding: "utf8", env: { ...process.env, NETWORKS: "3000", SEED: "7" } },
        );
        return { failed: status !== 0, output: stdout + stderr };
    } finally {
        rmSync(copy, { recursive: true, force: true });
    }
}

describe("faults in the analysis", function () {
    this.timeout(120_000);

    it("are not in the source as it is", () => {
        const { failed, output } = fails();
        expect(failed, output).to.equal(false);
    });

    for (const mutant of mutants) {
        it(`are found: ${mutant.fault}`, () => {
            const { failed, output } = fails(mutant);
            expect(failed, "walker and scenarios pass").to.equal(true);
            // Found by an answer that is wrong, not by a crash.
            expect(output).to.match(
                /unreachable, but a packet arrives|reachable, but not every session|AssertionError/,
            );
        });
    }
});
