import { writeFileSync } from "node:fs";
import { reporters, Runner } from "mocha";

/** Mocha's spec reporter, which also writes the counts to the file named by MOCHA_COUNTS for test/run.ts to add up. */
class CountingReporter extends reporters.Spec {
    constructor(runner: Runner, options?: Mocha.MochaOptions) {
        super(runner, options);
        runner.once(Runner.constants.EVENT_RUN_END, () => {
            const { passes, failures, pending } = this.stats;
            writeFileSync(process.env.MOCHA_COUNTS ?? "/dev/null", JSON.stringify({ passes, failures, pending }));
        });
    }
}

export = CountingReporter;
