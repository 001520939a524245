import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { missing } from "../twin/run/twin";

/**
 * `make test`: every stage in order, each with its time, and last the one line that counts. A stage that is not mocha's
 * counts as one test. A mocha run that ends without its counts (a crash) counts as a failure, so nothing passes unseen.
 */
interface Stage {
    readonly name: string;
    readonly command: readonly string[];
    readonly mocha?: boolean;
    /** What it lacks on this machine. It is then not run, which is a failure unless MACHINES=skip says that it is meant so. */
    readonly lacks?: () => string | undefined;
}

const mocha = (name: string, ...args: string[]): Stage => ({
    name,
    command: ["mocha", "--reporter", "test/reporter.ts", ...args],
    mocha: true,
});

const stages: readonly Stage[] = [
    { name: "types", command: ["tsc", "--noEmit", "-p", "tsconfig.check.json"] },
    { name: "page types", command: ["tsc", "-p", "services/verifier/src/page/static/tsconfig.json"] },
    { name: "lint", command: ["eslint", ".", "--max-warnings=0"] },
    { name: "format", command: ["prettier", "--check", "--log-level=warn", "."] },
    mocha("unit", "--parallel", "--jobs", "2", "test/**/*.test.ts", "services/*/test/**/*.test.ts"),
    // A sample: all of it is `npm run mutate`.
    { name: "mutants", command: ["tsx", "mutate/run.ts", "--every", "12", "--scan-every", "8"] },
    { ...mocha("twin", "--config", "test/twin/packets/.mocharc.json"), lacks: missing },
    mocha("nodes", "--config", "test/nodes/.mocharc.json"),
    mocha("engine", "--config", "test/engine/.mocharc.json"),
    mocha("machines", "--config", "test/machines/.mocharc.json"),
    mocha("browser", "--config", "test/browser/.mocharc.json"),
    mocha("accuracy", "--config", "services/verifier/test/accuracy/.mocharc.json"),
    mocha("e2e", "--config", "services/verifier/test/e2e/.mocharc.json"),
    mocha("page", "--config", "services/verifier/test/browser/.mocharc.json"),
    mocha("soak", "--config", "services/verifier/test/soak/.mocharc.json"),
    mocha("image", "--config", "services/verifier/test/image/.mocharc.json"),
];

interface Counts {
    readonly passes: number;
    readonly failures: number;
    readonly pending: number;
    /** What failed, one line each. */
    readonly failed: readonly string[];
}

function run(stage: Stage): Counts {
    const lacking = stage.lacks?.();
    if (lacking === undefined) return started(stage);
    notRun.push(stage.name);
    console.log(`\n== ${stage.name}: NOT RUN: ${lacking}`);
    const none = { passes: 0, failures: 0, pending: 0, failed: [] };
    if (process.env.MACHINES === "skip") return none;
    return { ...none, failures: 1, failed: [`${stage.name}: not run: ${lacking} (MACHINES=skip leaves it out)`] };
}

/** Stages that lack something here. */
const notRun: string[] = [];

function started({ name, command, mocha: counted }: Stage): Counts {
    const began = Date.now();
    const folder = mkdtempSync(join(tmpdir(), "stage-"));
    const countsFile = join(folder, "counts.json");
    console.log(`\n== ${name}: ${command.join(" ")}`);
    try {
        const { status } = spawnSync("npx", ["--no-install", ...command], {
            stdio: "inherit",
            env: { ...process.env, MOCHA_COUNTS: countsFile },
        });
        const whole: Counts =
            status === 0
                ? { passes: 1, failures: 0, pending: 0, failed: [] }
                : { passes: 0, failures: 1, pending: 0, failed: ["the stage ended with an error"] };
        const counts: Counts = counted && existsSync(countsFile) ? JSON.parse(readFileSync(countsFile, "utf8")) : whole;
        const crashed = status !== 0 && counts.failures === 0;
        const failed = crashed ? ["mocha ended with an error of its own"] : counts.failed;
        console.log(`== ${name}: ${status === 0 ? "ok" : "FAILED"} in ${((Date.now() - began) / 1000).toFixed(1)} s`);
        return {
            ...counts,
            failures: crashed ? 1 : counts.failures,
            failed: failed.map((line) => `${name}: ${line}`),
        };
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !stages.some((stage) => stage.name === name));
if (unknown.length > 0) {
    console.error(`no stage ${unknown.join(", ")}; the stages are ${stages.map(({ name }) => name).join(", ")}`);
    process.exit(2);
}
const results = stages.filter(({ name }) => wanted.length === 0 || wanted.includes(name)).map(run);
const sum = (key: "passes" | "failures" | "pending") => results.reduce((total, counts) => total + counts[key], 0);
const skipped = sum("pending") > 0 ? `, ${sum("pending")} skipped` : "";
// Said again here, because a long log is often kept by its end only.
for (const line of results.flatMap(({ failed }) => failed)) console.log(`FAILED ${line.replaceAll(/\s+/g, " ")}`);
const left = notRun.length > 0 ? `, not run: ${notRun.join(", ")}` : "";
console.log(`\n${sum("passes")} passed, ${sum("failures")} failed${skipped}${left}`);
process.exit(sum("failures") > 0 ? 1 : 0);
