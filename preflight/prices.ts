import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Offers } from "../analysis/cost/prices/inUse";
import { type OfferFile, OfferFileError, takeOffers } from "../analysis/cost/prices/offerFile";
import { writeWhole } from "./writeWhole";

const usage = `npm run -s prices -- --region REGION [--out FILE] OFFER...

Takes the prices of one region out of AWS's public offer files into analysis/cost/prices/offers.json, where preflight looks before
the table of us-east-1. Offers are JSON files that were downloaded before, one a service:

  https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/SERVICE/current/REGION/index.json

SERVICE is AmazonEC2, AmazonVPC, AWSELB, AmazonS3, AmazonCloudWatch, awskms, AWSSecretsManager or AWSDataTransfer.

  --region REGION   the region to take
  --out FILE        the table to write. Default: analysis/cost/prices/offers.json

What has no price of its own, or several, is left out and named; the region's earlier prices are kept where no file has them.
Exit status: 0 written, 2 the call or a file cannot be read.
`;

class Unreadable extends Error {}

const table = join(__dirname, "..", "analysis", "cost", "prices", "offers.json");

function read(file: string): unknown {
    try {
        return JSON.parse(readFileSync(file, "utf8"));
    } catch (error) {
        throw new Unreadable(`${file} cannot be read: ${(error as Error).message}`);
    }
}

function main(args: string[]): void {
    const { values, positionals } = parseArgs({
        args,
        allowPositionals: true,
        options: { region: { type: "string" }, out: { type: "string" }, help: { type: "boolean" } },
    });
    if (values.help) return void process.stdout.write(usage);
    const { region, out = table } = values;
    if (region === undefined || positionals.length === 0)
        throw new Unreadable(`write --region and offer files\n\n${usage}`);
    const files = positionals.map((file) => read(file) as OfferFile);
    const { offers, leftOut } = takeOffers(files, region);
    const before = read(out) as Offers;
    const kept = Object.keys(before[region]?.usd ?? {}).some((name) => !Object.hasOwn(offers.usd, name));
    // The day of the oldest price that the region still has.
    const published = [offers.published, ...(kept ? [before[region].published] : [])].sort()[0];
    const own = { published, usd: { ...before[region]?.usd, ...offers.usd } };
    const sorted = Object.entries({ ...before, [region]: own }).sort(([one], [other]) => (one < other ? -1 : 1));
    writeWhole(out, `${JSON.stringify(Object.fromEntries(sorted), null, 4)}\n`);
    console.log(`${Object.keys(offers.usd).length} prices of ${region}, published ${offers.published}`);
    for (const each of leftOut) console.log(`left out: ${each}`);
}

try {
    main(process.argv.slice(2));
} catch (error) {
    const known =
        error instanceof Unreadable ||
        error instanceof OfferFileError ||
        (error as { code?: string }).code?.startsWith("ERR_PARSE_ARGS");
    if (!known) throw error;
    console.error((error as Error).message);
    process.exitCode = 2;
}
