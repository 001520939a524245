import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { signatureError } from "../../../twin/aws/signature";
import { identity } from "./container";

const credentials = { accessKeyId: "ASIAEXAMPLE", secretAccessKey: "secret-of-the-role", sessionToken: "session" };

/** Route 53's four words that the hook says, in the zone that the test's name server serves. Signatures are checked. */
export class Zone {
    /** "UPSERT _acme-challenge.agent.example.com." */
    readonly changes: string[] = [];
    readonly wrong: string[] = [];
    private readonly server: Server;

    constructor(
        address: string,
        private readonly names: string,
    ) {
        this.server = createServer((request, response) => void this.answer(request, response));
        this.server.listen(8053, address);
    }

    close(): void {
        this.server.closeAllConnections();
        this.server.close();
    }

    private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
        const pieces: Buffer[] = [];
        for await (const piece of request) pieces.push(piece as Buffer);
        const body = Buffer.concat(pieces);
        const wrong = await signatureError(request, body, { service: "route53", region: "us-east-1", credentials });
        if (wrong !== undefined) {
            this.wrong.push(wrong);
            return void response.writeHead(403).end(`<Error><Code>${wrong}</Code></Error>`);
        }
        if (request.method === "POST" && request.url === "/2013-04-01/hostedzone/Z0123456789ABC/rrset/") {
            await this.change(body.toString());
            return void response.end("<ChangeInfo><Id>/change/C1</Id><Status>PENDING</Status></ChangeInfo>");
        }
        const known = request.url === "/2013-04-01/change/C1";
        response.writeHead(known ? 200 : 404).end("<ChangeInfo><Status>INSYNC</Status></ChangeInfo>");
    }

    private async change(text: string): Promise<void> {
        const of = (tag: string) => new RegExp(`<${tag}>"?([^<"]+)"?</${tag}>`).exec(text)![1]!;
        const [action, host, value] = [of("Action"), of("Name"), of("Value")];
        this.changes.push(`${action} ${host}`);
        const [path, body] = action === "UPSERT" ? ["set-txt", { host, value }] : ["clear-txt", { host }];
        await fetch(`http://${this.names}/${path}`, { method: "POST", body: JSON.stringify(body) });
    }
}

/** What an instance's metadata says of its role. */
export function metadata(address: string): Server {
    const session = {
        AccessKeyId: credentials.accessKeyId,
        SecretAccessKey: credentials.secretAccessKey,
        Token: credentials.sessionToken,
    };
    const server = createServer(({ url }, response) => {
        const answers: Readonly<Record<string, string>> = {
            "/latest/api/token": "token",
            "/latest/meta-data/iam/security-credentials/": "edge",
            "/latest/meta-data/iam/security-credentials/edge": JSON.stringify(session),
        };
        response.end(answers[url ?? ""] ?? "");
    });
    return server.listen(8054, address);
}

/** The real Pebble and its name server, on an address of this machine. */
export class Acme {
    private readonly folder = mkdtempSync(join(tmpdir(), "pebble-"));
    private readonly processes: ChildProcess[];
    readonly authority: string;

    /** The folder of the programs. */
    static install(): string {
        return execFileSync(join(__dirname, "install-pebble"), { encoding: "utf8" }).trim();
    }

    constructor(address: string, name: string, days: number) {
        const programs = Acme.install();
        const own = identity(name);
        this.authority = own.certificate;
        const at = (file: string, text: string) => {
            writeFileSync(join(this.folder, file), text);
            return join(this.folder, file);
        };
        const pebble = {
            listenAddress: `${address}:443`,
            managementListenAddress: `${address}:15000`,
            certificate: at("certificate.pem", own.certificate),
            privateKey: at("key.pem", own.key),
            profiles: { default: { description: "as asked for", validityPeriod: days * 86_400 } },
            httpPort: 5002,
            tlsPort: 5001,
        };
        const start = (program: string, ...args: string[]) =>
            spawn(join(programs, program), args, {
                stdio: "ignore",
                // Pebble refuses one good nonce in twenty by default and certbot asks again once only: one run in ten failed.
                env: { ...process.env, PEBBLE_VA_NOSLEEP: "1", PEBBLE_WFE_NONCEREJECT: "0" },
            });
        this.processes = [
            start(
                "pebble-challtestsrv",
                ...["-dns01", `${address}:53`, "-management", `${address}:8055`],
                ...["-http01", "", "-https01", "", "-tlsalpn01", "", "-doh", ""],
            ),
            start("pebble", "-config", at("pebble.json", JSON.stringify({ pebble })), "-dnsserver", `${address}:53`),
        ];
    }

    close(): void {
        for (const one of this.processes) one.kill("SIGKILL");
        rmSync(this.folder, { recursive: true });
    }
}

export const certificateIn = (pem: string): string =>
    execFileSync("openssl", ["x509", "-noout", "-serial", "-issuer", "-ext", "subjectAltName"], {
        input: pem,
        encoding: "utf8",
    });

export const bootstrap = readFileSync(join(__dirname, "..", "..", "..", "hosts", "bootstrap", "host_apply.py"));
