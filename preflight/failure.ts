/** Ends a run with an error for which nobody waits. */
export type Fail = (error: unknown) => void;

/** Runs `action`; what it throws also ends the run, since the SDK may drop or disguise it. */
export function failing<T>(fail: Fail, action: () => T): T {
    try {
        return action();
    } catch (error) {
        fail(error);
        throw error;
    }
}

/**
 * Runs a program of the Pulumi SDK to its end or to its first failure. Registrations and applies run beside the program:
 * their errors reach nobody but Node, as unhandled rejections, and outputs that depend on them never come.
 */
export async function untilFailure(run: (fail: Fail) => Promise<void>): Promise<void> {
    let fail: Fail = () => {};
    const failure = new Promise<never>((_, reject) => (fail = reject));
    failure.catch(() => {});
    // Others who listen, such as a test runner, would take the same rejections for their own.
    const others = process.listeners("unhandledRejection");
    process.removeAllListeners("unhandledRejection");
    process.on("unhandledRejection", fail);
    try {
        await Promise.race([run(fail), failure]);
        await reported();
        await Promise.race([failure, undefined]);
    } finally {
        // Nothing of this run may register in the next.
        await reported();
        process.off("unhandledRejection", fail);
        for (const other of others) process.on("unhandledRejection", other);
    }
}

/** Node reports a rejection when the queue of microtasks is empty. */
const reported = () => new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)));
