import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { orMeant } from "../../model/config/didYouMean";
import { todayIs } from "../evaluate";
import { preflight } from "../preflight";
import { stacksOf } from "../stackFiles";
import { verdictWord } from "../verdict";
import { fingerprint, pack, sha256, signingKey, verifyingKey } from "./archive";
import { membersOf } from "./members";
import { twinOf } from "./twin";
import { verifyArchive } from "./verify";

const repository = join(__dirname, "..", "..");

const usage = `npm run evidence -- --stack NAME --key FILE [--out FOLDER] [--date YYYY-MM-DD] [--json]
npm run evidence -- verify ARCHIVE --public-key FILE [--json]

Plans and judges a stack offline and packs what an auditor needs into one signed archive: index.html to read, and the plan,
claims, rules, exemptions, allowlist, gateway policy, cost, hashes and the twin's result as data. verify checks one, offline.

  --stack NAME        a stack with a Pulumi.NAME.yaml
  --key FILE          private Ed25519 key in PEM; of an encrypted one EVIDENCE_KEY_PASSPHRASE is the passphrase
  --public-key FILE   the signer's public key in PEM
  --out FOLDER        where FOLDER/NAME/evidence.tar goes. Default: evidence
  --date DAY          the day on which exemptions are judged. Default: today (UTC). Same commit, configuration, day, twin
                      result and key: the same bytes
  --json              the result as data on stdout, and nothing else there
  --help              this text

Exit status: 0 made and the stack is accepted, or verified; 1 made and the stack is refused, not made, or not verified;
2 the command cannot be read.
`;

class UsageError extends Error {}

const options = {
    stack: { type: "string" },
    key: { type: "string" },
    "public-key": { type: "string" },
    out: { type: "string", default: join(repository, "evidence") },
    date: { type: "string" },
    json: { type: "boolean", default: false },
    help: { type: "boolean" },
} as const;

type Values = ReturnType<typeof parseArgs<{ options: typeof options }>>["values"];

async function build({ stack, key: keyFile, out, date = todayIs(), json }: Values): Promise<boolean> {
    const known = stacksOf(repository);
    if (stack === undefined || !known.includes(stack))
        throw new UsageError(`--stack NAME: write one of ${known.join(", ")}${orMeant(stack ?? "", known)}`);
    if (!isDay(date)) throw new UsageError(`--date ${date} is no day: write it as ${todayIs()}`);
    // Before the minutes of work that a wrong key would waste.
    const key = signingKey(keyFile);
    const result = await preflight(stack, date);
    const twin = twinOf(join(repository, "evidence", stack, "twin.json"), result.plan);
    const archive = pack(membersOf(repository, result, twin, fingerprint(key)), key);
    const folder = join(out, stack);
    mkdirSync(folder, { recursive: true });
    const file = join(folder, "evidence.tar");
    writeFileSync(file, archive);
    const { accepted } = result.verdict;
    const said = { stack, file, sha256: sha256(archive), verdict: verdictWord(result.verdict), accepted };
    const lines = [
        `${stack}: ${said.verdict}`,
        ...result.verdict.reasons.map((reason) => `  ${reason}`),
        `  commit ${result.about.commit}, ${date}`,
        `  twin: ${"missing" in twin ? twin.missing : "its result is in the archive"}`,
        `  signed by the key sha256:${fingerprint(key)}`,
        `Evidence: ${relative(process.cwd(), file)}, sha256:${said.sha256}`,
    ];
    process.stdout.write(json ? `${JSON.stringify(said, null, 2)}\n` : `${lines.join("\n")}\n`);
    return accepted;
}

const isDay = (text: string) =>
    /^\d{4}-\d\d-\d\d$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text) === true;

async function check(file: string | undefined, { "public-key": keyFile, json }: Values): Promise<boolean> {
    if (file === undefined) throw new UsageError("verify ARCHIVE: write the path of an archive");
    const { stack, verdict, commit, date, signedBy, files } = await verifyArchive(file, verifyingKey(keyFile));
    const said = { file, stack, verdict, commit, date, signedBy, files };
    const text = `${file}: verified, ${files} files as the key ${signedBy} signed them\n  ${stack}: ${verdict}, commit ${commit}, ${date}\n`;
    process.stdout.write(json ? `${JSON.stringify(said, null, 2)}\n` : text);
    return true;
}

function read(args: string[]) {
    try {
        return parseArgs({ args, options, allowPositionals: true });
    } catch (error) {
        throw new UsageError((error as Error).message);
    }
}

async function main(args: string[]): Promise<number> {
    try {
        const { values, positionals } = read(args);
        if (values.help) return (process.stdout.write(usage), 0);
        const [command, file, ...more] = positionals;
        if (more.length > 0 || (command !== undefined && command !== "verify"))
            throw new UsageError(`${more[0] ?? command} is not understood`);
        return (await (command === "verify" ? check(file, values) : build(values))) ? 0 : 1;
    } catch (error) {
        console.error(error instanceof UsageError ? `${error.message}\n\n${usage}` : (error as Error).message);
        return error instanceof UsageError ? 2 : 1;
    }
}

// What the program prints is not our result.
console.log = console.error;
process.exitCode = 1;
void main(process.argv.slice(2)).then((status) => (process.exitCode = status));
