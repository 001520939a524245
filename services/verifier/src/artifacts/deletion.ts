import type { Bucket } from "./bucket";
import { type ArtifactId, artifactPrefix } from "./id";
import { metadataFile, toSeconds } from "./objects";

/** Who asked; nothing of the artifact's content. */
export interface DeletionRequest {
    clientIp: string;
    correlationId: string;
}

/**
 * Removes an artifact's objects, the commit mark first, so that no reader sees half of it: every version and delete marker, or (a bucket
 * that hides) the current objects. The audit record is written before anything goes and completed afterwards (`audit/YYYY/MM/DD/{id}.json`, of the day
 * of the deletion): without a record nothing is deleted. Gives back the number of versions or objects, 0 if there was nothing.
 */
export async function deleteArtifact(bucket: Bucket, id: ArtifactId, request: DeletionRequest): Promise<number> {
    const prefix = artifactPrefix(id);
    if (!(await bucket.hasRemovable(prefix))) return 0;
    const started = new Date();
    const key = `audit/${started.toISOString().slice(0, 10).replaceAll("-", "/")}/${id.id}.json`;
    const record = {
        action: "delete",
        artifact_id: id.id,
        client_ip: request.clientIp,
        correlation_id: request.correlationId,
        requested_at: toSeconds(started),
    };
    const write = (more: object): Promise<void> =>
        bucket.put({ key, body: JSON.stringify({ ...record, ...more }), contentType: "application/json" });
    await write({ state: "requested" });
    const removed = (await bucket.remove(prefix + metadataFile)) + (await bucket.remove(prefix));
    const outcome = bucket.hides
        ? { state: "hidden", hidden_at: toSeconds(new Date()), objects_hidden: removed }
        : { state: "completed", completed_at: toSeconds(new Date()), versions_removed: removed };
    await write(outcome);
    return removed;
}
