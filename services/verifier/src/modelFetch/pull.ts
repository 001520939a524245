import { createInterface } from "node:readline";
import { Readable } from "node:stream";

import { FetchError } from "./errors";

interface PullLine {
    status?: string;
    digest?: string;
    total?: number;
    completed?: number;
    error?: string;
}

/**
 * Lets Ollama pull a model (POST /api/pull, https://docs.ollama.com/api/pull) and reports its progress: bytes of all layers
 * begun so far, so the total grows by the small layers that follow the model itself. Ollama keeps what it has when this
 * process dies, and goes on from there the next time.
 */
export async function pull(
    ollama: string,
    model: string,
    note: (downloadedBytes: number, totalBytes: number) => void,
): Promise<void> {
    const answer = await fetch(`${ollama}/api/pull`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ model, stream: true }),
    }).catch((error: Error) => {
        throw new Error(`Ollama does not answer at ${ollama}: ${String(error.cause ?? error)}`);
    });
    const layers = new Map<string, { total: number; completed: number }>();
    let last: PullLine = {};
    for await (const line of createInterface({ input: Readable.fromWeb(answer.body as never) })) {
        last = JSON.parse(line) as PullLine;
        if (last.error !== undefined) throw refusal(model, last.error);
        if (last.digest === undefined || last.total === undefined) continue;
        layers.set(last.digest, { total: last.total, completed: last.completed ?? 0 });
        const all = [...layers.values()];
        note(sum(all.map(({ completed }) => completed)), sum(all.map(({ total }) => total)));
    }
    if (last.status !== "success")
        throw new Error(`Ollama's pull of ${model} broke off at "${last.status ?? "the start"}"`);
    // It reports now and then, and not always the last bytes of a layer; success means that it has and has checked them all.
    const total = sum([...layers.values()].map((layer) => layer.total));
    note(total, total);
}

/** A name that the registry does not know stays unknown; anything else (no network yet) may mend itself. */
function refusal(model: string, error: string): Error {
    const message = `Ollama cannot pull ${model}: ${error}; without its registry, stage an archive ("npm run stage")`;
    return /does not exist|not found|invalid model name/.test(error) ? new FetchError(message) : new Error(message);
}

function sum(numbers: number[]): number {
    return numbers.reduce((total, next) => total + next, 0);
}
