import type { Call } from "./call";

type Labels = Readonly<Record<string, string | number>>;

/** What the audit's lines add up to, as Prometheus reads it. Labels hold config's names and the gateway's, no client's words. */
export class Metrics {
    private readonly values = new Map<string, Map<string, number>>();

    constructor(private readonly now: () => { open: number; held: number }) {}

    count(call: Call): void {
        const { endpoint, client, status, rule, tokens } = call;
        const at = { endpoint: endpoint ?? "", client: client ?? "" };
        this.add("gateway_calls_total", { ...at, status, rule: rule ?? "" }, 1);
        this.add("gateway_body_bytes_total", { ...at, direction: "in" }, call.bytesIn);
        this.add("gateway_body_bytes_total", { ...at, direction: "out" }, call.bytesOut);
        this.add("gateway_tokens_total", { ...at, kind: "input" }, tokens?.input ?? 0);
        this.add("gateway_tokens_total", { ...at, kind: "output" }, tokens?.output ?? 0);
        if (call.alarm !== null) this.add("gateway_alarms_total", at, 1);
        if (call.firstByteMs === null) return;
        this.add("gateway_first_byte_seconds_sum", at, call.firstByteMs / 1000);
        this.add("gateway_first_byte_seconds_count", at, 1);
    }

    text(): string {
        const { open, held } = this.now();
        const gauges: [string, number][] = [
            ["gateway_open_calls", open],
            ["gateway_held_body_bytes", held],
            ["process_resident_memory_bytes", process.memoryUsage.rss()],
        ];
        const counters = [...this.values].flatMap(([name, series]) => {
            const summary = /^(.*_seconds)_(?:sum|count)$/.exec(name)?.[1];
            const type = summary
                ? name.endsWith("_sum")
                    ? [`# TYPE ${summary} summary`]
                    : []
                : [`# TYPE ${name} counter`];
            return [...type, ...[...series].map(([labels, value]) => `${name}{${labels}} ${value}`)];
        });
        const lines = gauges.flatMap(([name, value]) => [`# TYPE ${name} gauge`, `${name} ${value}`]);
        return [...counters, ...lines, ""].join("\n");
    }

    private add(name: string, labels: Labels, value: number): void {
        const series = this.values.get(name) ?? new Map<string, number>();
        const key = Object.entries(labels)
            .map(([label, text]) => `${label}=${JSON.stringify(String(text))}`)
            .join(",");
        this.values.set(name, series.set(key, (series.get(key) ?? 0) + value));
    }
}
