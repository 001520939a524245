import { writeFileSync } from "node:fs";
import { reporters, Runner } from "mocha";

/**
 * Mocha's spec reporter, which also writes the counts and the titles of what failed to the file named by MOCHA_COUNTS,
 * for test/run.ts to add up and to say again at the end.
 */
class CountingReporter extends reporters.Spec {
    constructor(runner: Runner, options?: Mocha.MochaOptions) {
        super(runner, options);
        const failed: string[] = [];
        runner.on(Runner.constants.EVENT_TEST_FAIL, (test, error: Error) => {
            failed.push(`${test.titlePath().join(" > ")}: ${String(error.message).slice(0, 400)}`);
        });
        runner.once(Runner.constants.EVENT_RUN_END, () => {
            const { passes, failures, pending } = this.stats;
            writeFileSync(
                process.env.MOCHA_COUNTS ?? "/dev/null",
                JSON.stringify({ passes, failures, pending, failed }),
            );
        });
    }
}

export = CountingReporter;
