import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { memoryEnvironment } from "../src/memory";
import { certificate } from "../test/server/certificates";

export interface Ways {
    readonly gateway: number;
    readonly passThrough: number;
    /** `proxy_pass` of nginx, with one worker and the same key. */
    readonly nginx: number;
    /** Puts another key in the place of the endpoint's. */
    rotate(key: string): void;
    /** Kilobytes of the gateway's memory: now, and at most since its start. */
    memory(): { now: number; most: number };
    /** Milliseconds of processor time since its start. */
    processor(way: "gateway" | "passThrough"): number;
    stop(): void;
}

/** The endpoint, the gateway before it and the pass-through before it, each a process of its own. */
export async function start(): Promise<Ways> {
    const folder = mkdtempSync(join(tmpdir(), "gateway-bench-"));
    const { keyFile, certFile } = certificate(folder, "api.approved.test");
    const children: ChildProcess[] = [];
    const run = async (...command: string[]): Promise<number> => {
        const options = ["--max-semi-space-size=4", "--import=tsx", ...command];
        const env = { ...process.env, ...memoryEnvironment };
        const child = spawn(process.execPath, options, { env, stdio: ["ignore", "pipe", "inherit"] });
        children.push(child);
        return new Promise((done, fail) => {
            child.stdout.on("data", (text) => done(Number(/(\d+)\s*$/.exec(String(text))?.[1])));
            child.once("exit", () => fail(new Error(`${command[0]} ended`)));
        });
    };
    const endpoint = await run(join(__dirname, "endpoint.ts"), keyFile, certFile);
    writeFileSync(join(folder, "key"), "sk-key-of-the-bench");
    writeFileSync(join(folder, "config.json"), JSON.stringify(configOf(folder, endpoint, certFile)));
    const gateway = await run(join(__dirname, "../src/main.ts"), "--config", join(folder, "config.json"));
    const { pid } = children.at(-1)!;
    const passThroughIndex = children.length;
    const passThrough = await run(join(__dirname, "passThrough.ts"), certFile, String(endpoint), "sk-key-of-the-bench");
    const nginx = await startNginx(folder, endpoint, certFile, children);
    return {
        gateway,
        passThrough,
        nginx,
        rotate: (key) => {
            writeFileSync(join(folder, "next"), key);
            renameSync(join(folder, "next"), join(folder, "key"));
        },
        memory: () => {
            const status = readFileSync(`/proc/${pid}/status`, "utf8");
            const of = (name: string): number => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]);
            return { now: of("VmRSS"), most: of("VmHWM") };
        },
        processor: (way) => {
            const { pid } = children[way === "gateway" ? passThroughIndex - 1 : passThroughIndex]!;
            const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ");
            // In hundredths of a second: user, system.
            return (Number(fields[11]) + Number(fields[12])) * 10;
        },
        stop: () => {
            children.forEach((child) => child.kill("SIGKILL"));
            rmSync(folder, { recursive: true });
        },
    };
}

async function startNginx(
    folder: string,
    endpoint: number,
    certFile: string,
    children: ChildProcess[],
): Promise<number> {
    const port = await freePort();
    const config = `daemon off; master_process off; pid ${folder}/nginx.pid; error_log ${folder}/nginx.log;
events { worker_connections 4096; }
http {
    access_log off; client_max_body_size 100m; client_body_temp_path ${folder}; proxy_temp_path ${folder};
    fastcgi_temp_path ${folder}; uwsgi_temp_path ${folder}; scgi_temp_path ${folder};
    upstream endpoint { server 127.0.0.1:${endpoint}; keepalive 64; }
    server {
        listen 127.0.0.1:${port};
        location / {
            proxy_pass https://endpoint; proxy_http_version 1.1; proxy_set_header Connection "";
            proxy_set_header Host api.approved.test; proxy_set_header x-api-key sk-key-of-the-bench;
            proxy_ssl_verify on; proxy_ssl_trusted_certificate ${certFile}; proxy_ssl_name api.approved.test;
            proxy_ssl_server_name on; proxy_buffering off; proxy_request_buffering off;
        }
    }
}
`;
    writeFileSync(join(folder, "nginx.conf"), config);
    children.push(
        spawn("nginx", ["-c", join(folder, "nginx.conf"), "-p", folder], { stdio: ["ignore", "ignore", "inherit"] }),
    );
    for (let tries = 0; tries < 100 && !(await answers(port)); tries++)
        await new Promise((done) => setTimeout(done, 50));
    return port;
}

const freePort = (): Promise<number> =>
    new Promise((done) => {
        const server = createServer().listen(0, "127.0.0.1", () => {
            const { port } = server.address() as AddressInfo;
            server.close(() => done(port));
        });
    });
const answers = (port: number): Promise<boolean> =>
    new Promise((done) => {
        const socket = connect(port, "127.0.0.1", () => done(true)).once("error", () => done(false));
        socket.once("connect", () => socket.destroy());
    });

/** The paths say what the endpoint answers. */
export const plainPath = "/v1/messages";
export const streamPath = (tokens: number): string => `/v1/x-tokens-${tokens}`;

function configOf(folder: string, port: number, caFile: string): object {
    const paths = [plainPath, streamPath(2), streamPath(200), streamPath(1000)];
    const endpoint = {
        name: "claude",
        kind: "https",
        host: "api.approved.test",
        port,
        addresses: ["127.0.0.1"],
        caFile,
        keyFile: join(folder, "key"),
        authHeader: "x-api-key",
        routes: paths.map((path) => ({ method: "POST", path, dialect: "anthropic-messages" })),
        models: ["claude-a"],
    };
    return { listen: "127.0.0.1:0", endpoints: [endpoint], default: "claude", auditFile: join(folder, "audit") };
}
