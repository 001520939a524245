import { readFileSync } from "node:fs";
import { Agent, request } from "node:https";
import { performance } from "node:perf_hooks";
import { tlsFile } from "../hosts/pieces/frontConf";
import { peerFiles } from "../hosts/pieces/passage";
import { Edge, site } from "../test/hosts/edge/edge";

/**
 * What the login costs on every request: the same answer of the same container by three ways of one nginx, turn by turn over kept connections.
 * TLS alone; TLS and the passage; and people's way, with the login's question before it. ROUNDS says how many of each.
 */
const rounds = Number(process.env["ROUNDS"] ?? 2000);
const limits = { medianMs: 0.2, p99Times: 2.5 };

const ways = { "TLS alone": 444, "TLS and passage": 445, "TLS, login and passage": 443 } as const;
type Way = keyof typeof ways;

/** Two more doors, for the bench only: without login, and without the passage too. */
const doors = (container: string) => `
    upstream container { server ${container}:3000; keepalive 8; }
    server {
        listen 444 ssl;
        server_name ${site};
        ssl_certificate ${tlsFile};
        ssl_certificate_key ${tlsFile};
        location / {
            proxy_pass https://container;
            proxy_set_header Connection "";
            proxy_ssl_certificate ${peerFiles.certificateFile};
            proxy_ssl_certificate_key ${peerFiles.keyFile};
        }
    }
    server {
        listen 445 ssl;
        server_name ${site};
        ssl_certificate ${tlsFile};
        ssl_certificate_key ${tlsFile};
        location / {
            proxy_pass http://passage;
            proxy_set_header Connection "";
            proxy_set_header Host $host;
            proxy_set_header X-Openhands-Session bench;
        }
    }
}
`;

async function main(): Promise<boolean> {
    const edge = await Edge.open();
    try {
        const conf = "/etc/isolated-openhands/front.conf";
        const text = readFileSync(edge.room.path(conf), "utf8").replace(/\}\s*$/, doors(edge.room.clients[0]!));
        edge.room.write(conf, text);
        edge.room.run("nginx", ["-c", conf, "-s", "reload"]);
        const cookie = await edge.signIn();
        const agents = new Map(
            Object.keys(ways).map((way) => [way as Way, new Agent({ keepAlive: true, maxSockets: 1 })]),
        );
        const ask = (way: Way) => once(edge, ways[way], agents.get(way)!, cookie);
        const times: Record<Way, number[]> = { "TLS alone": [], "TLS and passage": [], "TLS, login and passage": [] };
        for (let i = -200; i < rounds; i++) {
            for (const way of Object.keys(ways) as Way[]) {
                const took = await ask(way);
                if (i >= 0) times[way].push(took);
            }
        }
        for (const agent of agents.values()) agent.destroy();
        return verdict(times);
    } finally {
        edge.close();
    }
}

/** Milliseconds from the request to the end of its answer. */
function once(edge: Edge, port: number, agent: Agent, cookie: string): Promise<number> {
    const started = performance.now();
    return new Promise((settle, fail) => {
        const headers = { host: site, cookie };
        const call = request(
            { host: edge.room.address, port, servername: site, ca: edge.trusted, path: "/", headers, agent },
            (answer) => {
                if (answer.statusCode !== 200) return fail(new Error(`Port ${port} answered ${answer.statusCode}.`));
                answer.resume().once("end", () => settle(performance.now() - started));
            },
        );
        call.once("error", fail);
        call.end();
    });
}

const quantile = (values: readonly number[], part: number): number => {
    const sorted = [...values].sort((a, b) => a - b);
    return sorted[Math.floor(part * (sorted.length - 1))]!;
};

function verdict(times: Record<Way, readonly number[]>): boolean {
    for (const [way, values] of Object.entries(times)) {
        console.log(
            `${way}: median ${quantile(values, 0.5).toFixed(3)} ms, p99 ${quantile(values, 0.99).toFixed(3)} ms, ${values.length} requests`,
        );
    }
    const added = quantile(times["TLS, login and passage"], 0.5) - quantile(times["TLS and passage"], 0.5);
    const p99 = quantile(times["TLS, login and passage"], 0.99) / quantile(times["TLS alone"], 0.99);
    const good = added <= limits.medianMs && p99 <= limits.p99Times;
    console.log(
        `login adds ${added.toFixed(3)} ms median (limit ${limits.medianMs}); p99 is ${p99.toFixed(2)} times that of TLS alone (limit ${limits.p99Times}): ${good ? "good" : "missed"}`,
    );
    return good;
}

main().then(
    (good) => process.exit(good ? 0 : 1),
    (error: unknown) => {
        console.error(error);
        process.exit(1);
    },
);
