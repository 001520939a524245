import { bar, median } from "../../../bench/figures";
import { dialects } from "../src/dialects/index";
import { judge } from "../src/judge";
import { session } from "./bodies";
import { call, calls, quantile, type Seen } from "./load";
import { plainPath, start, streamPath, type Ways } from "./processes";

/** The gateway beside a bare undici pass-through, both before one endpoint over TLS; rounds of both in turn. */
const small = session(34_000);
const large = session(1_200_000);
const allowed = { models: ["claude-a"], betas: [], allowServerTools: [], secretScan: false };

/** What the service aims at: said in every run, and where it is open no reason to fail. */
function aim(what: string, value: number, limit: number): void {
    console.log(`${what}: ${value.toFixed(3)}, aim at most ${limit}: ${value <= limit ? "reached" : "OPEN"}`);
}

/** Processor time, not the clock's: a neighbour on the machine does not count. */
function policy(body: string, times: number): number {
    const bytes = Buffer.from(body);
    const spent: number[] = [];
    for (let time = 0; time < times; time++) {
        const before = process.cpuUsage();
        for (let again = 0; again < 5; again++) judge(bytes, dialects["anthropic-messages"]!, allowed);
        const { user, system } = process.cpuUsage(before);
        spent.push((user + system) / 5000);
    }
    return median(spent);
}

async function inParallel(ways: Ways): Promise<void> {
    const ratios = { median: [] as number[], p99: [] as number[] };
    const spent = { gateway: 0, passThrough: 0 };
    const totals = { gateway: [] as number[], passThrough: [] as number[], nginx: [] as number[] };
    for (let round = 0; round < 25; round++) {
        const all = ["gateway", "passThrough", "nginx"] as const;
        const turn = round % 2 === 0 ? all : [...all].reverse();
        const seen = { gateway: [] as number[], passThrough: [] as number[], nginx: [] as number[] };
        for (const way of turn) {
            const before = way === "nginx" ? 0 : ways.processor(way);
            const made = await calls(400, 10, () => call(ways[way], plainPath, small));
            seen[way] = made.map(({ total }) => total);
            if (round < 5) continue;
            totals[way].push(...seen[way]);
            if (way !== "nginx") spent[way] += ways.processor(way) - before;
        }
        if (round < 5) continue;
        ratios.median.push(quantile(seen.gateway, 0.5) / quantile(seen.passThrough, 0.5));
        ratios.p99.push(quantile(seen.gateway, 0.99) / quantile(seen.passThrough, 0.99));
    }
    for (const way of ["gateway", "passThrough"] as const) {
        const [half, most] = [quantile(totals[way], 0.5), quantile(totals[way], 0.99)].map((ms) => ms.toFixed(1));
        const each = (spent[way] / totals[way].length).toFixed(2);
        console.log(`${way}, 34 kB, 10 in parallel: median ${half} ms, p99 ${most} ms, ${each} ms of processor a call`);
    }
    const [half, most] = [quantile(totals.nginx, 0.5), quantile(totals.nginx, 0.99)].map((ms) => ms.toFixed(1));
    console.log(`nginx's proxy_pass, 34 kB, 10 in parallel: median ${half} ms, p99 ${most} ms`);
    aim("median of the gateway / pass-through, median of the rounds", median(ratios.median), 2);
    aim("p99 of the gateway / pass-through, median of the rounds", median(ratios.p99), 2.5);
}

async function firstByte(ways: Ways): Promise<void> {
    const more: number[] = [];
    for (let round = 0; round < 300; round++) {
        const gateway = await call(ways.gateway, streamPath(2), small);
        const bare = await call(ways.passThrough, streamPath(2), small);
        if (round >= 50) more.push(gateway.first - bare.first);
    }
    bar("first streamed byte after the pass-through's, 34 kB, ms", median(more), "at most", 1);
}

/** A stream of tokens, while bodies of 1.2 MB come one after the other. */
async function gaps(ways: Ways): Promise<void> {
    const longest = { gateway: [] as number[], passThrough: [] as number[] };
    for (let round = 0; round < 8; round++) {
        for (const way of ["gateway", "passThrough"] as const) {
            let seen: Seen | undefined;
            const stream = call(ways[way], streamPath(200), small).then((end) => (seen = end));
            while (seen === undefined) await call(ways[way], plainPath, large);
            await stream;
            longest[way].push(seen.gap);
        }
    }
    const [gateway, bare] = [median(longest.gateway), median(longest.passThrough)];
    console.log(
        `longest gap between tokens while 1.2 MB bodies come: ${gateway.toFixed(1)} ms, pass-through ${bare.toFixed(1)} ms`,
    );
    aim("longest gap of the gateway after the pass-through's, ms", gateway - bare, 5);
}

async function memory(ways: Ways): Promise<void> {
    const before = ways.memory().now;
    const huge = Buffer.from(session(20_000_000));
    const streams = calls(200, 200, () => call(ways.gateway, streamPath(1000), small));
    await calls(20, 20, () => call(ways.gateway, plainPath, huge));
    await streams;
    const { most } = ways.memory();
    // What is free is given back as the next calls come.
    for (let second = 0; second < 15; second++) {
        await calls(20, 2, () => call(ways.gateway, plainPath, small));
        await new Promise((done) => setTimeout(done, 1000));
    }
    console.log(`memory: ${megabytes(before)} MB before, ${megabytes(ways.memory().now)} MB 15 s after`);
    aim("most memory with 200 streams and 20 bodies of 20 MB, MB", most / 1024, 384);
}

/** Twenty keys, one each 100 ms, while eight clients call and a stream runs: each call is answered, the stream is whole. */
async function rotations(ways: Ways): Promise<void> {
    let left = 20;
    const timer = setInterval(() => {
        if (left-- > 0) ways.rotate(`sk-key-of-the-bench-${left}`);
    }, 100);
    const stream = call(ways.gateway, streamPath(1000), small);
    let [answered, lost] = [0, 0];
    const lose = (): void => void lost++;
    const client = async (): Promise<void> => {
        for (; left > 0; answered++) await call(ways.gateway, plainPath, small).catch(lose);
    };
    await Promise.all([stream.catch(lose), ...Array.from({ length: 8 }, client)]);
    clearInterval(timer);
    bar(`calls lost of ${answered} and a stream, 20 rotations of the key`, lost, "at most", 0);
}

const megabytes = (kilobytes: number): string => (kilobytes / 1024).toFixed(0);

const parts: Record<string, (ways: Ways) => Promise<void>> = { inParallel, firstByte, gaps, rotations, memory };

/** All parts, or those that are named. */
async function main(): Promise<void> {
    const wanted = process.argv.slice(2);
    if (wanted.length === 0) {
        policy(small, 20);
        bar("processor time of the policy, 34 kB, ms", policy(small, 60), "at most", 0.5);
        aim("processor time of the policy, 1.2 MB, ms", policy(large, 20), 15);
    }
    const ways = await start();
    try {
        for (const [name, part] of Object.entries(parts)) {
            if (wanted.length === 0 || wanted.includes(name)) await part(ways);
        }
    } finally {
        ways.stop();
    }
    process.exit();
}

void main();
