import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import * as z from "zod";

import { Fetcher } from "./fetcher";
import { folderProblem } from "./handOver";

const name = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "an endpoint's name");
const region = z.string().regex(/^[a-z]{2}(?:-[a-z]+)+-\d$/, "a region such as us-east-1");
const key = z.discriminatedUnion("kind", [
    z.strictObject({ name, kind: z.literal("bedrock"), region }),
    z.strictObject({ name, kind: z.literal("secret"), region, secretId: z.string().min(1) }),
]);
const file = z.strictObject({
    folder: z.string().startsWith("/", "an absolute path"),
    keys: z.array(key).min(1),
    /** Addresses of a test's AWS. */
    metadata: z.string().optional(),
    secrets: z.strictObject({ host: z.string(), port: z.number().int(), caFile: z.string() }).optional(),
});

function fail(problems: readonly string[]): never {
    for (const problem of problems) console.error(`gateway-keys: ${problem}`);
    process.exit(1);
}

function read(path: string | undefined): z.infer<typeof file> {
    if (path === undefined) fail(["--config FILE is missing"]);
    try {
        const parsed = file.safeParse(JSON.parse(readFileSync(path, "utf8")));
        if (parsed.success) return parsed.data;
        return fail(parsed.error.issues.map((issue) => `${issue.path.join(".") || "the file"}: ${issue.message}`));
    } catch (error) {
        return fail([`--config: ${(error as Error).message}`]);
    }
}

const { values } = parseArgs({ options: { config: { type: "string" } } });
const { folder, keys, metadata, secrets } = read(values.config);
const problems = keys
    .map((wanted) => folderProblem(join(folder, wanted.name)))
    .filter((problem) => problem !== undefined);
if (problems.length > 0) fail(problems);
const ca = secrets && readFileSync(secrets.caFile);
const fetcher = new Fetcher(folder, { metadata, secrets: secrets && { address: secrets, ca } });
void fetcher.start(keys).then((failed) => {
    console.log(failed.length > 0 ? `WAITING for the keys of ${failed.join(", ")}` : "READY");
});
for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => process.exit(0));
