import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Preflight of prod beside that of an earlier commit: `node --import=tsx bench/preflightThen.ts [COMMIT]`. Both are whole processes, in turns,
 * with the packages of today; seconds are of the processor, which other work on the machine changes less than it does the clock's.
 */
const rounds = 5;
const limit = 1.1;
const repository = join(__dirname, "..");
/** The landing before rules became lists of what is known. */
const earlier = process.argv[2] ?? "5db9f11";
const folder = mkdtempSync(join(tmpdir(), "bench-then-"));
const then = join(folder, "then");
const git = (...args: string[]) => execFileSync("git", args, { cwd: repository, stdio: ["ignore", "pipe", "inherit"] });

function seconds(tree: string): number {
    const command = `TIMEFORMAT='%U %S'; time "${process.execPath}" --import=tsx preflight/cli.ts --stack prod --out "${folder}/out" >/dev/null 2>"${folder}/said"`;
    const { status, stderr } = spawnSync("bash", ["-c", command], { cwd: tree, encoding: "utf8" });
    if (status !== 0) throw new Error(`preflight of ${tree} ended with ${status}: see ${folder}/said`);
    const [user, system] = (stderr.trim().split("\n").at(-1) ?? "").split(" ").map(Number);
    return user + system;
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

git("worktree", "add", "--detach", "--quiet", then, earlier);
try {
    symlinkSync(join(repository, "node_modules"), join(then, "node_modules"));
    const trees = [then, repository];
    for (const tree of trees) seconds(tree);
    const times: number[][] = [[], []];
    for (let round = 0; round < rounds; round++) trees.forEach((tree, i) => times[i].push(seconds(tree)));
    const [before, now] = times.map(median);
    const all = (list: readonly number[]) => list.map((time) => time.toFixed(1)).join(" ");
    console.log(`preflight of prod at ${earlier}: median ${before.toFixed(1)} s of a processor (${all(times[0])})`);
    console.log(`today: median ${now.toFixed(1)} s (${all(times[1])})`);
    console.log(
        `today / then: ${(now / before).toFixed(2)}, at most ${limit}: ${now <= limit * before ? "ok" : "TOO SLOW"}`,
    );
    process.exitCode = now <= limit * before ? 0 : 1;
} finally {
    git("worktree", "remove", "--force", then);
    rmSync(folder, { recursive: true, force: true });
}
