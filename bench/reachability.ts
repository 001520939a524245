import { buildGraph } from "../analysis/graph/build";
import { fromPlan } from "../analysis/graph/resource";
import type { NetworkGraph } from "../analysis/graph/model";
import { classesOf, type InterfaceClass } from "../analysis/reachability/classes";
import { matrixOf, type Matrix } from "../analysis/reachability/matrix";
import { type Endpoint, endpointOf } from "../analysis/reachability/endpoints";
import { reach } from "../analysis/reachability/reach";
import type { Net } from "../test/analysis/reachability/network";
import { planOf } from "../test/analysis/reachability/plan";
import { Walker } from "../test/analysis/reachability/walker";
import { largeNetwork, randomFrom } from "./reachabilityNetwork";

/**
 * The proof on large networks: the graph, what claims ask of every interface, and all pairs as a partition into classes and the matrix
 * of the classes. Then the packet walker is asked about sampled pairs. Exit 1 when a limit is missed or walker and proof differ.
 */

const sizes = [1_000, 2_000, 4_000, 10_000];
const limits = { seconds: 10, gigabytes: 1.5 };
const samples = 10_000;
const seed = Number(process.env.SEED ?? 20261124);

interface Measured {
    readonly size: number;
    readonly seconds: number;
    readonly differences: number;
}

function measure(size: number): Measured {
    const net = largeNetwork(size, seed);
    const resources = fromPlan(planOf(net));
    const started = performance.now();
    const idle = process.cpuUsage();
    const lap = laps();
    const graph = buildGraph(resources);
    const building = lap();
    const classes = classesOf(graph);
    const matrix = matrixOf(graph, classes);
    const pairs = lap();
    const questions = askClaims(graph, classes);
    const claims = lap();
    const seconds = (performance.now() - started) / 1000;
    // On a machine that does other work too, the clock says less than the processor.
    const { user, system } = process.cpuUsage(idle);
    if (graph.gaps.length > 0) throw new Error(`the generated network has unknowns: ${graph.gaps[0].what}`);
    const { differences, reachable } = compare(net, classes, matrix);
    console.log(
        `${size} interfaces, ${classes.length} classes: ${seconds.toFixed(2)} s, ${((user + system) / 1e6).toFixed(2)} s of a processor ` +
            `(graph ${building}, ${classes.length ** 2} class pairs ${pairs}, ${questions} claim questions ${claims}); ` +
            `${samples} sampled pairs walked: ${reachable} reachable, ${differences} differences`,
    );
    return { size, seconds, differences };
}

function warmUp(): Parameters<typeof matrixOf> {
    const graph = buildGraph(fromPlan(planOf(largeNetwork(sizes[0], seed))));
    return [graph, classesOf(graph)];
}

function laps(): () => string {
    let last = performance.now();
    return () => {
        const now = performance.now();
        const took = `${((now - last) / 1000).toFixed(2)} s`;
        last = now;
        return took;
    };
}

/** What claims ask of every interface; members of a class have one answer. */
function askClaims(graph: NetworkGraph, classes: readonly InterfaceClass[]): number {
    const places = ["internet", "internet6"].map((text) => endpointOf(graph, text, "from"));
    const services = ["dns", "imds", "time", "s3:foreign"].map((text) => endpointOf(graph, text, "to"));
    let asked = 0;
    for (const { members } of classes) {
        const endpoint: Endpoint = { kind: "interfaces", interfaces: [members[0]], text: members[0].name };
        const questions = [
            ...places.map((from) => ({ from, to: endpoint })),
            ...[...places, ...services].map((to) => ({ from: endpoint, to })),
        ];
        for (const question of questions) reach(graph, question);
        asked += questions.length;
    }
    return asked;
}

const protocols = { tcp: 6, udp: 17, icmp: 1 } as const;

/** Sampled pairs: nothing may arrive where the matrix says unreachable, and its session must work where it says reachable. */
function compare(
    net: Net,
    classes: readonly InterfaceClass[],
    matrix: Matrix,
): { differences: number; reachable: number } {
    const walker = new Walker(net);
    const random = randomFrom(seed + 1);
    const classOf = new Map(
        classes.flatMap(({ members }, i) => members.map((networkInterface) => [networkInterface.name, i] as const)),
    );
    /** Reachable pairs are rare in a large network: every other sample looks for one. */
    const otherEnd = (from: number, open: boolean): number => {
        const start = random(net.hosts.length);
        const index = classOf.get(`host${from}`)!;
        for (let step = 0; open && step < net.hosts.length; step += 1) {
            const to = (start + step) % net.hosts.length;
            if (matrix.verdict(index, classOf.get(`host${to}`)!) === "reachable") return to;
        }
        return start;
    };
    let differences = 0;
    let reachable = 0;
    for (let i = 0; i < samples; i += 1) {
        const from = random(net.hosts.length);
        const to = otherEnd(from, i % 2 === 0);
        if (from === to) continue;
        const ends = { source: net.hosts[from].address, destination: net.hosts[to].address };
        const [a, b] = [classOf.get(`host${from}`)!, classOf.get(`host${to}`)!];
        const walk = (protocol: number, sourcePort: number, destinationPort: number) =>
            walker.fromHost(from, { ...ends, protocol, sourcePort, destinationPort }, to, false);
        if (matrix.verdict(a, b) === "unreachable") {
            const tried = Object.values(protocols).flatMap((protocol) =>
                [22, 80, 443, 5432, 8000, 65535].map((port) => walk(protocol, 40_000, port)),
            );
            if (tried.some(({ delivered }) => delivered)) differences += 1;
        } else if (matrix.verdict(a, b) === "reachable") {
            reachable += 1;
            const session = matrix.session(a, b)!;
            const tried = [32768, 45_000, 60_999].map((sourcePort) =>
                walk(Number(session.protocol), sourcePort, Number(session.port)),
            );
            if (!tried.every(({ answered }) => answered)) differences += 1;
        }
    }
    return { differences, reachable };
}

console.log(`seed ${seed}, node ${process.version}`);
// Once unmeasured, so that the smallest network does not pay for the compiler.
matrixOf(...warmUp());
const measured = sizes.map(measure);
const [first, last] = [measured[0], measured[measured.length - 1]];
const exponent = Math.log(last.seconds / first.seconds) / Math.log(last.size / first.size);
const gigabytes = process.resourceUsage().maxRSS / 1024 ** 2;
console.log(
    `growth exponent ${exponent.toFixed(2)}; ${last.size} interfaces in ${last.seconds.toFixed(2)} s (limit ${limits.seconds} s); ` +
        `peak memory ${gigabytes.toFixed(2)} GB (limit ${limits.gigabytes} GB)`,
);
const missed =
    last.seconds > limits.seconds ||
    gigabytes > limits.gigabytes ||
    measured.some(({ differences }) => differences > 0);
process.exit(missed ? 1 : 0);
