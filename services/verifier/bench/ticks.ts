import { setTimeout as sleep } from "node:timers/promises";

import { keepNextTickFast } from "../src/nextTick";

/** Prints what a tick costs after some full collections, in ns; with `KEEP` in the environment one tick's object lives on. */
const ticks = 500_000;
const collections = 5;

function nanoseconds(): Promise<number> {
    const started = performance.now();
    return new Promise((resolve) => {
        let left = ticks;
        const step = (): void => {
            if (left-- > 0) process.nextTick(step);
            else resolve(((performance.now() - started) * 1e6) / ticks);
        };
        step();
    });
}

async function main(): Promise<void> {
    if (process.env.KEEP !== undefined) keepNextTickFast();
    await nanoseconds();
    for (let times = 0; times < collections; times++) {
        gc!();
        await sleep(20);
    }
    await nanoseconds();
    console.log((await nanoseconds()).toFixed(0));
}

void main();
