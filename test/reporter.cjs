"use strict";
// Mocha's spec reporter, which also writes the counts to the file named by MOCHA_COUNTS for test/run.ts to add up.
const { writeFileSync } = require("node:fs");
const { reporters, Runner } = require("mocha");

module.exports = class extends reporters.Spec {
    constructor(runner, options) {
        super(runner, options);
        runner.once(Runner.constants.EVENT_RUN_END, () => {
            const { passes, failures, pending } = runner.stats;
            writeFileSync(process.env.MOCHA_COUNTS, JSON.stringify({ passes, failures, pending }));
        });
    }
};
