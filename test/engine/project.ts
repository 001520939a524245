import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Plan } from "../../model/plan";
import { finished, type Finished } from "../fixtures/finished";
import { copyTree } from "../fixtures/tree";
import { Account } from "./provider/account";

const repository = join(__dirname, "..", "..");

/** One step of `pulumi preview --json`. */
export interface Step {
    readonly op: string;
    readonly urn: string;
    readonly newState?: ResourceState;
    readonly oldState?: ResourceState;
    readonly diffReasons?: readonly string[];
    readonly replaceReasons?: readonly string[];
}

/** A resource as the engine keeps it. */
export interface ResourceState {
    readonly urn: string;
    readonly type: string;
    readonly custom: boolean;
    readonly id?: string;
    readonly parent?: string;
    readonly protect?: boolean;
    readonly inputs?: Readonly<Record<string, unknown>>;
    readonly outputs?: Readonly<Record<string, unknown>>;
    readonly dependencies?: readonly string[];
    readonly propertyDependencies?: Readonly<Record<string, readonly string[] | null>>;
}

/** A run takes 10 to 20 s on a machine of its own, and many times that on one that does much else. */
const patience = 1_200_000;

const cli = join(repository, "node_modules/.bin/pulumi");

/** The engine's version; undefined where the CLI is neither installed nor to be downloaded. */
export function engineVersion(): string | undefined {
    const environment = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" };
    const { status, stdout } = spawnSync(cli, ["version"], { env: environment, encoding: "utf8", timeout: 280_000 });
    return status === 0 ? stdout.trim() : undefined;
}

/**
 * A copy of the tree in a temporary folder with a state folder, an empty AWS account and the stand-in providers of its own.
 * A copy, because `stack init` writes a salt into the stack file and tests change configuration.
 */
export class Project {
    private readonly root = mkdtempSync(join(tmpdir(), "engine-"));
    readonly folder = join(this.root, "project");
    private readonly accountFolder = join(this.root, "account");
    private readonly programs = join(this.root, "bin");
    private readonly environment: NodeJS.ProcessEnv;

    constructor() {
        const state = join(this.root, "state");
        for (const folder of [this.folder, this.accountFolder, this.programs, state]) mkdirSync(folder);
        copyTree(this.folder);
        for (const name of ["aws", "awsx", "tls"]) this.standIn(name);
        this.environment = {
            ...process.env,
            PATH: `${this.programs}:${process.env.PATH}`,
            STAND_IN_ACCOUNT: this.accountFolder,
            PULUMI_BACKEND_URL: `file://${state}`,
            PULUMI_CONFIG_PASSPHRASE: "test",
            PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
            PULUMI_SKIP_UPDATE_CHECK: "true",
            // Types are checked once, by `tsc`.
            PULUMI_NODEJS_TRANSPILE_ONLY: "true",
            NO_COLOR: "1",
        };
    }

    /** Runs the CLI and hands back what it said, whatever the exit code. */
    pulumi(...args: string[]): Finished {
        const { status, stdout, stderr, error } = spawnSync(cli, [...args, "--non-interactive"], {
            cwd: this.folder,
            env: this.environment,
            encoding: "utf8",
            timeout: patience,
            maxBuffer: 2 ** 28,
        });
        if (error) throw error;
        return { status, stdout, stderr };
    }

    /** Runs the CLI beside other runs: previews of one copy do not lock each other. */
    beside(environment: NodeJS.ProcessEnv, ...args: string[]): Promise<Finished> {
        const options = { cwd: this.folder, env: { ...this.environment, ...environment }, timeout: patience };
        return finished(cli, [...args, "--non-interactive"], options);
    }

    /** Runs a command of the repository, in the copy, beside what this process does meanwhile. */
    command(script: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Finished> {
        const options = { cwd: this.folder, env: { ...this.environment, ...environment }, timeout: patience };
        return finished(process.execPath, ["--import=tsx", script, ...args], options);
    }

    /** As `pulumi`, for what must succeed. @throws with everything the CLI said */
    succeed(...args: string[]): string {
        const { status, stdout, stderr } = this.pulumi(...args);
        if (status !== 0) throw new Error(`pulumi ${args.join(" ")} ended with ${status}\n${stdout}\n${stderr}`);
        return stdout;
    }

    /** Runs preflight of the copy. @returns the resources of each stack's plan */
    plan(...stacks: string[]): readonly Plan[] {
        const args = ["--import=tsx", "preflight/cli.ts", "--json", ...stacks.flatMap((stack) => ["--stack", stack])];
        const { status, stdout, stderr } = spawnSync(process.execPath, args, {
            cwd: this.folder,
            env: this.environment,
            encoding: "utf8",
            maxBuffer: 2 ** 28,
        });
        if (status !== 0) throw new Error(`preflight ended with ${status}\n${stderr}`);
        const plans = JSON.parse(stdout) as Plan | Plan[];
        return Array.isArray(plans) ? plans : [plans];
    }

    preview(stack: string): readonly Step[] {
        const json = this.succeed("preview", "--stack", stack, "--json");
        return (JSON.parse(json) as { steps: Step[] }).steps;
    }

    /** What is deployed, by URN. */
    deployed(stack: string): readonly ResourceState[] {
        const exported = JSON.parse(this.succeed("stack", "export", "--stack", stack)) as {
            deployment: { resources?: ResourceState[] };
        };
        return exported.deployment.resources ?? [];
    }

    read(file: string): string {
        return readFileSync(join(this.folder, file), "utf8");
    }

    /** Changes one file of the copy while `action` runs. */
    withFile<T>(file: string, change: (text: string) => string, action: () => T): T {
        const before = this.read(file);
        const after = change(before);
        if (after === before) throw new Error(`the change of ${file} changes nothing: what it looks for is not there`);
        writeFileSync(join(this.folder, file), after);
        try {
            return action();
        } finally {
            writeFileSync(join(this.folder, file), before);
        }
    }

    get account(): Account {
        return new Account(join(this.accountFolder, "aws.json"));
    }

    remove(): void {
        rmSync(this.root, { recursive: true, force: true });
    }

    /** The engine takes a program of this name on PATH for the package's provider. */
    private standIn(name: string): void {
        const loader = pathToFileURL(require.resolve("tsx")).href;
        const main = join(__dirname, "provider", "main.ts");
        const file = join(this.programs, `pulumi-resource-${name}`);
        writeFileSync(file, `#!/bin/sh\nexec "${process.execPath}" --import="${loader}" "${main}" ${name}\n`);
        chmodSync(file, 0o755);
    }
}
