import { fuzz } from "../test/fuzz/run";

/** 10^5 mutated bodies through the gateway; every document that its endpoint gets is checked there, apart from the policy. */
const count = 100_000;
const seed = Number(process.env.FUZZ_SEED ?? 1);

async function main(): Promise<void> {
    const started = performance.now();
    const { sent, forwarded, wrong, odd } = await fuzz(count, seed);
    const seconds = ((performance.now() - started) / 1000).toFixed(0);
    console.log(`seed ${seed}: ${sent} bodies in ${seconds} s, ${forwarded} forwarded, the others refused`);
    console.log(
        `${wrong.length} documents that the policy would refuse (limit 0), ${odd.length} odd answers (limit 0)`,
    );
    for (const line of [...wrong, ...odd].slice(0, 10)) console.log(`  ${line.slice(0, 500)}`);
    process.exitCode = wrong.length + odd.length > 0 || forwarded < count / 8 ? 1 : 0;
}

void main();
