import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { missingFile } from "../policies/framework/levels";
import { placeholdersIn, placeholderText } from "../stacks/config/placeholders";
import { readStackFiles, stacksOf, valuesOf } from "./stackFiles";

/**
 * `npm run preview -- STACK` and `npm run up -- STACK`: the engine with both policy packs and the stack's levels for each, spelled out.
 * An update is bound to the plan of a preview that the packs have judged: `up` makes one, or takes `--plan FILE` of an earlier
 * `npm run preview -- STACK --save-plan FILE`, and what no longer fits it is refused.
 */
const repository = join(__dirname, "..");
const [command, stack, ...more] = process.argv.slice(2);
const known = stacksOf(repository);

function refuse(message: string, status = 2): never {
    console.error(message);
    process.exit(status);
}

if (stack === undefined || !known.includes(stack))
    refuse(`npm run ${command} -- STACK: write one of ${known.join(", ")}`);
if (more.includes("--skip-preview"))
    refuse("--skip-preview would let stack rules speak only when everything exists: leave it out");

/** A deployment with values of examples would fail half-way, or let nobody in. A preview may be looked at. */
const left = placeholdersIn(valuesOf(readStackFiles(repository, stack))).map((each) => `  ${placeholderText(each)}`);
if (left.length > 0 && command === "up")
    refuse(`Pulumi.${stack}.yaml still has values of examples; nothing was deployed.\n${left.join("\n")}`, 1);

const config = `policies/${stack}.json`;
const missing = missingFile(join(repository, "policies"), stack);
if (missing !== undefined) console.error(missing);
const levels = missing === undefined ? ["--policy-pack-config", config] : [];
const packs = ["isolation", "baseline"].flatMap((pack) => ["--policy-pack", `policies/${pack}`, ...levels]);

function pulumi(verb: string, ...flags: readonly string[]): number {
    const args = ["--no-install", "pulumi", verb, "--stack", stack, ...packs, ...flags];
    console.error(`npx ${args.slice(1).join(" ")}`);
    return spawnSync("npx", args, { cwd: repository, stdio: "inherit" }).status ?? 1;
}

/** Flags that `pulumi preview` does not know (CLI 3.259.0); of those that take a value, the value too. */
const ofUpdateOnly = (flag: string, i: number) =>
    ["--yes", "-y", "--continue-on-error"].includes(flag.split("=")[0]) ||
    flag.startsWith("--secrets-provider") ||
    more[i - 1] === "--secrets-provider";

/** The plan file holds what the state holds, secrets encrypted with the stack's key, and nobody else needs to read it. */
function judgedUpdate(): number {
    const folder = mkdtempSync(join(tmpdir(), "update-plan-"));
    const plan = join(folder, "plan.json");
    try {
        const judged = pulumi("preview", "--save-plan", plan, ...more.filter((flag, i) => !ofUpdateOnly(flag, i)));
        return judged === 0 ? pulumi("up", "--plan", plan, ...more) : judged;
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}

const planned = more.some((flag) => flag === "--plan" || flag.startsWith("--plan="));
process.exitCode = command === "up" && !planned ? judgedUpdate() : pulumi(command, ...more);
