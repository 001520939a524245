import { executionAsyncResource } from "node:async_hooks";

const kept: object[] = [];

/**
 * Keeps `process.nextTick` fast for the life of the process. Node makes an object for each tick, several for each request. After a full
 * collection during which none lived, V8 no longer knows its hidden class and makes each by a call to its runtime
 * (Node 20; `services/verifier/bench/ticks.ts` shows it). One that lives on is enough.
 */
export function keepNextTickFast(): void {
    process.nextTick(() => kept.push(executionAsyncResource()));
}
