import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { missingFile } from "../policies/framework/levels";
import { placeholdersIn, placeholderText } from "../stacks/config/placeholders";
import { readStackFiles, stacksOf, valuesOf } from "./stackFiles";

/** `npm run preview -- STACK` and `npm run up -- STACK`: the engine with both policy packs and the stack's levels for each, spelled out. */
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
const args = ["--no-install", "pulumi", command, "--stack", stack, ...packs, ...more];
console.error(`npx ${args.slice(1).join(" ")}`);
process.exit(spawnSync("npx", args, { cwd: repository, stdio: "inherit" }).status ?? 1);
