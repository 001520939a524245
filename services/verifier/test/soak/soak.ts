import { setTimeout as sleep } from "node:timers/promises";

import { S3Server } from "../e2e/s3Server";
import { Load } from "./load";
import { ServiceProcess } from "./serviceProcess";

export interface SoakResult {
    requests: number;
    promised: number;
    queued: number;
    unexpected: string[];
    /** Promised artifacts that cannot be read in full after the load. */
    lost: string[];
    /** Median resident bytes of each tenth of the time. */
    rss: number[];
    healthy: boolean;
}

/** Loads the service for `seconds`; S3 is killed after three tenths of them and comes back after four. */
export async function soak(seconds: number, report: (line: string) => void): Promise<SoakResult> {
    const s3 = await S3Server.start();
    let service: ServiceProcess | undefined;
    try {
        service = await ServiceProcess.start(s3);
        const load = await Load.to(service.url);
        const rss = await loadFor(seconds, service, s3, load, report);
        const lost = await unreadable(service.url, load);
        const healthy = (await fetch(`${service.url}/health`)).ok;
        const { requests, queued, unexpected } = load;
        return { requests, promised: load.promised.length, queued, unexpected, lost, rss, healthy };
    } finally {
        await service?.stop();
        await s3.remove();
    }
}

async function loadFor(
    seconds: number,
    service: ServiceProcess,
    s3: S3Server,
    load: Load,
    report: (line: string) => void,
): Promise<number[]> {
    let running = true;
    const client = (async () => {
        while (running) await load.round();
    })();
    const medians: number[] = [];
    const watch = async () => {
        for (let tenth = 1; tenth <= 10; tenth++) {
            if (tenth === 4) await s3.down();
            if (tenth === 5) await s3.up();
            const samples: number[] = [];
            for (let sample = 0; sample < 20; sample++) {
                await sleep((seconds * 1000) / 200);
                if (!running) return;
                samples.push(service.rss());
            }
            medians.push(samples.sort((a, b) => a - b)[10]!);
            report(
                `${tenth}/10: ${load.requests} requests, ${load.promised.length} artifacts promised, ${load.queued} of ` +
                    `them queued, median RSS ${(medians.at(-1)! / 2 ** 20).toFixed(0)} MiB`,
            );
        }
    };
    const watching = watch();
    try {
        await Promise.race([watching, client]);
    } finally {
        running = false;
        // Nothing may outlive this, least of all a watch that starts the S3 server again.
        await Promise.allSettled([client, watching]);
    }
    await client;
    return medians;
}

/** The queue retries at most 15 s apart, so a minute is enough for all that waits. */
async function unreadable(url: string, { promised, images }: Load): Promise<string[]> {
    let missing = [...promised];
    for (let tries = 0; tries < 60 && missing.length > 0; tries++) {
        if (tries > 0) await sleep(1000);
        const still: string[] = [];
        for (const id of missing) {
            const meta = await fetch(`${url}/artifacts/${id}`);
            const image = await fetch(`${url}/artifacts/${id}/image`);
            await meta.arrayBuffer();
            const bytes = Buffer.from(await image.arrayBuffer());
            const whole = images.some((sent) => sent.equals(bytes));
            if (meta.status !== 200 || image.status !== 200 || !whole) still.push(id);
        }
        missing = still;
    }
    return missing;
}
