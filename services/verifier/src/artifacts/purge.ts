import { userInfo } from "node:os";
import { randomUUID } from "node:crypto";
import { parseArgs } from "node:util";

import { Bucket } from "./bucket";
import { deleteArtifact } from "./deletion";
import { parseArtifactId } from "./id";

/**
 * `npm run -s purge -- ID... --bucket NAME --region REGION`: removes artifacts for good, whether or not the service has hidden them, with the
 * same record. For people: with the credentials of the operators' role, which the service's host does not have.
 */
const usage = "npm run -s purge -- ID... --bucket NAME --region REGION";

async function main(): Promise<number> {
    const { values, positionals } = parseArgs({
        allowPositionals: true,
        options: { bucket: { type: "string" }, region: { type: "string" } },
    });
    const { bucket: name, region } = values;
    if (!name || !region || positionals.length === 0) throw new Error(`usage: ${usage}`);
    const wrong = positionals.filter((id) => parseArtifactId(id) === undefined);
    if (wrong.length > 0) throw new Error(`not an artifact's id: ${wrong.join(", ")}; GET /artifacts lists them`);
    const endpoint = process.env.AWS_ENDPOINT_URL_S3;
    const bucket = new Bucket({ bucket: name, region, retentionDays: Infinity, deletion: "purge", endpoint });
    const request = { clientIp: `operator ${userInfo().username}`, correlationId: randomUUID() };
    let missing = 0;
    for (const id of positionals) {
        const removed = await deleteArtifact(bucket, parseArtifactId(id)!, request);
        if (removed === 0) missing++;
        console.log(removed === 0 ? `${id}: nothing there` : `${id}: ${removed} versions removed`);
    }
    bucket.close();
    return missing > 0 ? 1 : 0;
}

main().then(
    (code) => (process.exitCode = code),
    (error: Error) => {
        console.error(error.message);
        process.exitCode = 2;
    },
);
