import { spawnSync } from "node:child_process";
import { join } from "node:path";

/** `make bench`: every benchmark, one after the other, so that none measures its neighbour. Each prints its own figures. */
const benches = [
    "bench/preflight",
    "bench/packs",
    "bench/reachability",
    "bench/twin",
    "bench/edge",
    "services/verifier/bench/verifier",
    "services/verifier/bench/verifierAccuracy",
    "bench/mutation",
    "services/gateway/bench/gateway",
    "services/gateway/bench/fuzz",
];

const failed = benches.filter((bench) => {
    console.log(`\n== ${bench}`);
    const script = join(__dirname, "..", `${bench}.ts`);
    return spawnSync(process.execPath, ["--import=tsx", script], { stdio: "inherit" }).status !== 0;
});
console.log(failed.length > 0 ? `\nmissed: ${failed.join(", ")}` : "\nall benchmarks within their limits");
process.exit(failed.length > 0 ? 1 : 0);
