import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Plan } from "../../model/plan";
import { toTerraform } from "./terraform";

/** What Checkov says of one plan. */
export interface Scan {
    /** "CKV_AWS_88 aws_instance.openhands" */
    readonly failed: ReadonlySet<string>;
    /** Terraform types that a check looked at which said something, passed or failed. */
    readonly judged: ReadonlySet<string>;
}

interface Waiting {
    readonly plan: Plan;
    readonly answer: (scan: Scan) => void;
    readonly fail: (error: Error) => void;
}

/** A scan takes a third of a second; one that takes this long has hung. */
const limit = 180_000;

/** One process of Checkov, which takes plans in turn while this one goes on judging. */
export class Scanner {
    private readonly child: ChildProcess;
    private readonly waiting: Waiting[] = [];
    private ended: Error | undefined;
    private alarm: NodeJS.Timeout | undefined;

    constructor(python: string) {
        this.child = spawn(python, [join(__dirname, "scan.py")], { stdio: ["pipe", "pipe", "pipe"] });
        let complaint = "";
        this.child.stderr?.on("data", (text) => (complaint = `${complaint}${text}`.slice(-2000)));
        this.child.stdin?.on("error", () => undefined);
        this.child.on("error", (error) => this.end(error));
        this.child.on("close", (code) => this.end(new Error(`Checkov ended with ${code}: ${complaint}`)));
        createInterface({ input: this.child.stdout as NodeJS.ReadableStream }).on("line", (line) =>
            this.answered(line),
        );
    }

    scan(plan: Plan): Promise<Scan> {
        return new Promise((answer, fail) => {
            if (this.ended) return fail(this.ended);
            this.waiting.push({ plan, answer, fail });
            if (this.waiting.length === 1) this.send();
        });
    }

    stop(): void {
        this.child.kill();
    }

    private send(): void {
        const [next] = this.waiting;
        clearTimeout(this.alarm);
        if (!next) return;
        this.alarm = setTimeout(() => this.stop(), limit);
        this.child.stdin?.write(`${JSON.stringify(toTerraform(next.plan))}\n`);
    }

    private answered(line: string): void {
        const { failed, judged } = JSON.parse(line) as Record<keyof Scan, string[]>;
        this.waiting.shift()?.answer({ failed: new Set(failed), judged: new Set(judged) });
        this.send();
    }

    private end(error: Error): void {
        this.ended = error;
        clearTimeout(this.alarm);
        for (const { fail } of this.waiting.splice(0)) fail(error);
    }
}

/** The Python of Checkov's own environment, made when it is not there. @throws what the installation says */
export function installed(): string {
    const { status, stdout, stderr } = spawnSync(join(__dirname, "install"), { encoding: "utf8" });
    if (status !== 0) throw new Error(`Checkov could not be installed: ${stderr.trim()}`);
    return stdout.trim();
}
