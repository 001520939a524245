import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import type { Compiled } from "../compile";
import { addLines, fillScript, namespaceOf, rulesScript } from "./script";

/** The only part of the twin that acts on the machine. Everything it makes is in namespaces of its own. */

/** What is missing here to build namespaces, in one line; undefined when nothing is. */
export function missing(): string | undefined {
    if (process.platform !== "linux") return `the twin needs Linux: this is ${process.platform}`;
    if (process.getuid?.() !== 0) return "the twin needs root: it makes network namespaces";
    if (!mayMakeNetworks()) return "the twin needs the capabilities NET_ADMIN and SYS_ADMIN, which this root lacks";
    const programs = ["ip", "nft", "nsenter", "python3"].filter((name) => !isInstalled(name));
    return programs.length > 0 ? `the twin needs ${programs.join(", ")}: test/install installs them` : undefined;
}

/** Root in a container may have neither of the two (linux/capability.h). */
function mayMakeNetworks(): boolean {
    const [netAdmin, sysAdmin] = [12n, 21n];
    const [, held] = /^CapEff:\s*([0-9a-f]+)/m.exec(readFileSync("/proc/self/status", "utf8")) ?? ["", "0"];
    return [netAdmin, sysAdmin].every((capability) => (BigInt(`0x${held}`) >> capability) & 1n);
}

const isInstalled = (name: string): boolean =>
    (process.env.PATH ?? "").split(":").some((folder) => existsSync(`${folder}/${name}`));

/** A twin that stands: its namespaces are removed by `down`, and when this process ends, however it ends. */
export class Twin {
    private standing = true;
    private readonly onExit = () => this.down();

    private constructor(
        readonly run: string,
        private compiled: Compiled,
    ) {
        process.on("exit", this.onExit);
        for (const signal of signals) process.off(signal, endBy).on(signal, endBy);
        standing += 1;
    }

    /** Builds it. @throws Error with what the commands said, after removing what was made */
    static up(compiled: Compiled, run: string = nextRun()): Twin {
        const twin = new Twin(run, compiled);
        try {
            act("ip", ["-batch", "-"], addLines(run, compiled));
            act("sh", [], fillScript(run, compiled.namespaces));
            return twin;
        } catch (error) {
            twin.down();
            throw error;
        }
    }

    /** Loads the rulesets of the same network compiled with other switches. */
    switchTo(compiled: Compiled): void {
        const before = new Map(this.compiled.namespaces.map(({ name, ruleset }) => [name, ruleset]));
        const changed = compiled.namespaces.filter(({ name, ruleset }) => before.get(name) !== ruleset);
        act("sh", [], rulesScript(this.run, changed));
        this.compiled = compiled;
    }

    /** The namespace of a place, as `ip netns` lists it. */
    namespace(place: string): string {
        return namespaceOf(this.run, place);
    }

    down(): void {
        if (!this.standing) return;
        this.standing = false;
        process.off("exit", this.onExit);
        standing -= 1;
        // A signal that came while this process was busy is handed over in the loop's next turn only.
        setImmediate(heedNoMore);
        const own = existsSync("/run/netns")
            ? readdirSync("/run/netns").filter((name) => name.startsWith(`tw${this.run}-`))
            : [];
        if (own.length > 0) act("ip", ["-batch", "-"], own.map((name) => `netns del ${name}`).join("\n"));
    }
}

/** How many stand: while none does, signals do what they always do. */
let standing = 0;

function heedNoMore(): void {
    if (standing === 0) for (const signal of signals) process.off(signal, endBy);
}

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const numbers: Partial<Record<NodeJS.Signals, number>> = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 };

/** Ends the process as the signal would, by way of its exit handlers. */
function endBy(signal: NodeJS.Signals): void {
    process.exit(128 + (numbers[signal] ?? 0));
}

let runs = 0;

/** Unlike that of every other process of the machine, and of every other twin of this one. */
const nextRun = (): string => `${process.pid}${runs++ === 0 ? "" : `.${runs}`}`;

function act(command: string, args: readonly string[], input: string): void {
    const { status, stderr, error } = spawnSync(command, args, { input, encoding: "utf8" });
    if (error) throw error;
    if (status !== 0) throw new Error(`${command} ended with ${status}: ${stderr.trim()}`);
}
