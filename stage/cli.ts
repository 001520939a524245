import { join } from "node:path";
import { parseArgs } from "node:util";
import { planStack } from "../preflight/plan";
import { ReleaseBucket } from "./bucket";
import { type Item, itemsOf } from "./items";
import { Refused } from "./registry";
import { wantedOf } from "./wanted";

const usage = `npm run stage -- --stack STACK [--dry-run] [--json] [--to FOLDER] [--sdk VERSION] [--model-registry URL]

Brings into the stack's release bucket what its hosts fetch from there and no archive of Ubuntu has: host bundles, container images, models.
Says first what is there, what it will bring and what is missing. Safe to stop and to run again: it goes on.

  --dry-run             says what it would do, and ends
  --json                the same as data, on stdout
  --to FOLDER           where what was fetched is kept meanwhile (bin/stage)
  --sdk VERSION         of OpenHands' SDK, when the image does not say it
  --model-registry URL  another registry for models than Ollama's own

AWS credentials and AWS_ENDPOINT_URL_S3 are those of AWS's SDKs.
Exit status: 0 all is there (with --dry-run: can be), 1 something is missing or was refused, 2 the call cannot be read.
`;

const repository = join(__dirname, "..");

/** A line for each twentieth, since a terminal and a log should both be readable. */
function progress(): (what: string, done: number, total: number) => void {
    const told = new Map<string, number>();
    const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
    return (what, done, total) => {
        const step = Math.floor((20 * done) / Math.max(total, 1));
        if (told.get(what) === step) return;
        told.set(what, step);
        console.error(`${what}  ${step * 5} %  (${megabytes(done)} of ${megabytes(total)} MB)`);
    };
}

async function run(args: readonly string[]): Promise<number> {
    const { values } = parseArgs({
        args: [...args],
        options: {
            stack: { type: "string" },
            "dry-run": { type: "boolean", default: false },
            json: { type: "boolean", default: false },
            to: { type: "string", default: join(repository, "bin", "stage") },
            sdk: { type: "string" },
            "model-registry": { type: "string" },
            help: { type: "boolean", default: false },
        },
    });
    if (values.help) {
        console.log(usage);
        return 0;
    }
    if (values.stack === undefined) throw new Error("--stack is missing");
    const wanted = await wantedOf(await planStack(values.stack));
    const bucket = new ReleaseBucket(wanted.bucket, wanted.region);
    const built = join(repository, "bin", "release");
    const around = { bucket, folder: values.to, built, sdk: values.sdk, note: progress() };
    try {
        const items = await itemsOf(wanted, { ...around, modelRegistry: values["model-registry"] });
        const plan = items.map(({ what, state, how }) => ({ what, state, how }));
        if (!values.json || !values["dry-run"]) say(`${values.stack}: s3://${wanted.bucket}`, items, values.json);
        const done = values["dry-run"] ? [] : await bring(items);
        const missing = items.filter(({ state }) => state === "missing");
        const failed = done.filter(({ error }) => error !== undefined);
        if (values.json) console.log(JSON.stringify({ bucket: wanted.bucket, items: plan, done }));
        for (const { what, how } of missing) console.error(`missing: ${what}: ${how}`);
        for (const { what, error } of failed) console.error(`refused: ${what}: ${error}`);
        return missing.length + failed.length > 0 ? 1 : 0;
    } finally {
        bucket.close();
    }
}

function say(title: string, items: readonly Item[], json: boolean): void {
    const out = json ? console.error : console.log;
    out(title);
    for (const { what, state, how } of items) out(`  ${state.padEnd(8)}  ${what}  ${how}`);
}

interface Done {
    readonly what: string;
    readonly digest?: string;
    readonly error?: string;
}

/** One after the other; what is refused does not keep the others back. */
async function bring(items: readonly Item[]): Promise<Done[]> {
    const done: Done[] = [];
    for (const { what, stage } of items) {
        if (!stage) continue;
        try {
            const digest = await stage();
            console.error(`staged ${what}  ${digest}`);
            done.push({ what, digest });
        } catch (error) {
            if (!(error instanceof Refused)) throw error;
            done.push({ what, error: error.message });
        }
    }
    return done;
}

run(process.argv.slice(2)).then(
    (code) => process.exit(code),
    (error: Error & { code?: string }) => {
        const unread = error.code?.startsWith("ERR_PARSE_ARGS") === true || error.message === "--stack is missing";
        console.error(unread ? `${error.message}\n\n${usage}` : `stage: ${error.name}: ${error.message}`);
        process.exit(unread ? 2 : 1);
    },
);
