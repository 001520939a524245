import { collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

import type { ArtifactStore } from "../artifacts";
import { type Backend, type BackendMonitor, backends } from "../health/backends";
import type { Places } from "../queue/places";
import type { WorkQueue } from "../queue/workQueue";

export interface MetricsSources {
    monitor: BackendMonitor;
    places: Places;
    queues: Record<Backend, WorkQueue>;
    store: ArtifactStore | undefined;
}

/** What the service counts, in a registry of its own. */
export class Metrics {
    readonly registry = new Registry();
    private readonly requests = new Histogram({
        name: "http_request_duration_seconds",
        help: "Requests by route, method and status",
        labelNames: ["route", "method", "status"],
        buckets: [0.005, 0.05, 0.25, 1, 2.5, 5, 10, 30, 60, 180],
        registers: [this.registry],
    });
    private readonly verifications = new Histogram({
        name: "verification_duration_seconds",
        help: "Labels judged, by OCR backend and status of the verdict",
        labelNames: ["backend", "status"],
        buckets: [0.25, 0.5, 1, 2, 5, 10, 30, 60],
        registers: [this.registry],
    });

    constructor(sources: MetricsSources) {
        collectDefaultMetrics({ register: this.registry });
        const gauge = <T extends string>(name: string, help: string, label: T, values: () => Record<string, number>) =>
            new Gauge<T>({
                name,
                help,
                labelNames: [label],
                registers: [this.registry],
                collect() {
                    for (const [key, value] of Object.entries(values())) {
                        this.set({ [label]: key } as Record<T, string>, value);
                    }
                },
            });
        const byBackend = (value: (backend: Backend) => number) => () =>
            Object.fromEntries(backends.map((backend) => [backend, value(backend)]));
        gauge(
            "backend_available",
            "1 when the OCR backend can be used",
            "backend",
            byBackend((backend) => Number(sources.monitor.state(backend).available)),
        );
        gauge(
            "work_running",
            "Labels being read",
            "backend",
            byBackend((backend) => sources.queues[backend].running),
        );
        gauge(
            "work_waiting",
            "Labels waiting for their turn",
            "backend",
            byBackend((backend) => sources.queues[backend].waiting),
        );
        gauge("places", "Requests held, and how many may be", "kind", () => ({
            taken: sources.places.count,
            limit: sources.places.limit,
        }));
        gauge("artifacts", "Artifacts by what became of them since the start", "outcome", () => ({
            ...sources.store?.counters,
        }));
    }

    answered(route: string, method: string, status: number, seconds: number): void {
        this.requests.observe({ route, method, status }, seconds);
    }

    verified(backend: Backend, status: string, seconds: number): void {
        this.verifications.observe({ backend, status }, seconds);
    }
}
