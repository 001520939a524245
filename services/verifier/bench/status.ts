import autocannon from "autocannon";

import { bar, median } from "../../../bench/figures";

const rounds = 12;
const runSeconds = 1;
const path = "/model-status";

const names = ["service", "bare Fastify route", "FastAPI"] as const;
type Name = (typeof names)[number];

async function load(url: string, more: Partial<autocannon.Options>): Promise<autocannon.Result> {
    const result = await autocannon({ url: url + path, connections: 10, duration: runSeconds, ...more });
    if (result.non2xx + result.errors > 0) throw new Error(`${url}: ${result.non2xx} not 2xx, ${result.errors} errors`);
    return result;
}

/** `/model-status` of the service, a bare Fastify route and FastAPI, in turns under the same load. */
export async function benchStatus(urls: Record<Name, string>): Promise<void> {
    const speed = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
    const slowest = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
    for (const name of names) await load(urls[name], { duration: 2 });
    for (let round = 0; round < rounds; round++) {
        // Each comes first in turn: what runs after a pause runs slower.
        const turn = names.map((_, index) => names[(round + index) % names.length]!);
        for (const name of turn) speed[name].push((await load(urls[name], {})).requests.average);
    }
    for (let round = 0; round < rounds; round++) {
        for (const name of names) slowest[name].push((await load(urls[name], { overallRate: 500 })).latency.p99);
    }
    for (const name of names) {
        console.log(
            `${path} of ${name}: median ${median(speed[name]).toFixed(0)} requests/s, ` +
                `p99 at 500 requests/s ${median(slowest[name]).toFixed(1)} ms`,
        );
    }
    const ratio = (beside: Name): number => median(speed.service.map((value, round) => value / speed[beside][round]!));
    bar("throughput of service / bare Fastify route, median of pairs", ratio("bare Fastify route"), "at least", 0.8);
    bar("throughput of service / FastAPI, median of pairs", ratio("FastAPI"), "above", 1);
    bar("p99 of the service at 500 requests/s, ms", median(slowest.service), "below", 10);
}
