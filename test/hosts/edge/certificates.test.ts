import { expect } from "chai";
import { execFileSync } from "node:child_process";
import { createServer, type Server } from "node:http";
import type { Certificate } from "../../../model/config";
import { certificate, fetchUnit } from "../../../hosts/pieces/certificate";
import { hostProgram } from "../../../hosts/pieces/certificates";
import { tlsFile } from "../../../hosts/pieces/frontConf";
import { Acme, bootstrap, certificateIn, metadata, Zone } from "./acme";
import { identity } from "./container";
import { Room } from "./room";

const host = "agent.example.com";
const user = "openhands-certificate";
const zoneId = "Z0123456789ABC";
const settings = { role: "edge", parameter: "/p", bucket: "b", region: "eu-west-1", dnsSuffix: "amazonaws.com" };

/** The units of the piece in a room, run as systemd would. */
class Front {
    private constructor(
        readonly room: Room,
        private readonly environment: readonly string[],
    ) {}

    static async open(wanted: Certificate, services: (address: string) => Readonly<Record<string, string>>) {
        const room = await Room.open();
        const [address] = room.clients as [string];
        const found = Object.entries({ IMDS: `http://${address}:8054`, ...services(address) });
        const front = new Front(
            room,
            found.map(([name, url]) => `HOST_APPLY_${name}=${url}`),
        );
        const directory = "https://acme.test/dir";
        room.install([
            certificate({ host, certificate: wanted, firewall: [], directory }),
            { name: "library", files: [hostProgram("aws.py", 0o644), hostProgram("event.py", 0o644)] },
        ]);
        room.write("/usr/local/lib/isolated-openhands/host_apply.py", bootstrap);
        room.write("/usr/local/lib/isolated-openhands/host-apply.json", JSON.stringify(settings));
        // There is no systemd in a room: what it is asked for is written down.
        room.write("/usr/local/sbin/systemctl", '#!/bin/sh\necho "$@" >>/run/asked\n', 0o755);
        room.run("install", ["-d", "-m", "700", "/var/lib/isolated-openhands-front"]);
        room.run("install", ["-d", "-m", "700", "-o", user, "-g", user, `/var/lib/${user}`]);
        front.lines("isolated-openhands-certificate", "ExecStart").forEach((line) => room.run("sh", ["-ec", line]));
        return front;
    }

    private lines(unit: string, key: string): string[] {
        const text = this.room.run("cat", [`/etc/systemd/system/${unit}.service`]);
        return text.split("\n").flatMap((line) => (line.startsWith(`${key}=`) ? [line.slice(key.length + 1)] : []));
    }

    /** One run of the unit; whom it asks is in this process. @returns what root said of what was fetched */
    async fetch(): Promise<string> {
        const as = [`--reuid=${user}`, `--regid=${user}`, "--init-groups", "--no-new-privs", "--bounding-set=-all"];
        for (const line of this.lines(fetchUnit, "ExecStart"))
            await this.run("env", ...this.environment, "setpriv", ...as, "sh", "-ec", line);
        const [install] = this.lines(fetchUnit, "ExecStartPost");
        return this.run("sh", "-ec", `${install!.slice(1)} || true`);
    }

    /** @throws Error with what the command wrote, when it fails */
    async run(command: string, ...args: string[]): Promise<string> {
        const child = this.room.spawn(command, args);
        let said = "";
        for (const stream of [child.stdout!, child.stderr!])
            stream.on("data", (piece: Buffer) => (said += piece.toString()));
        const code = await new Promise((settle) => child.once("close", settle));
        if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${String(code)}:\n${said}`);
        return said;
    }

    shown = (): string => this.room.run("cat", [tlsFile]);
}

describe("the front's certificate by Let's Encrypt, by the real Pebble and certbot", function () {
    this.timeout(120_000);
    before("Pebble is compiled at its first use", function () {
        this.timeout(900_000);
        Acme.install();
    });

    /** A front, its zone and an ACME server whose certificates live so long. */
    async function issued(days: number, test: (front: Front, zone: Zone) => Promise<void>): Promise<void> {
        const open: { close(): void }[] = [];
        try {
            const wanted = { kind: "letsencrypt", email: "ops@example.com", hostedZoneId: zoneId } as const;
            const front = await Front.open(wanted, (address) => ({ ROUTE53: `http://${address}:8053` }));
            const [address] = front.room.clients as [string];
            const acme = new Acme(address, "acme.test", days);
            const zone = new Zone(address, `${address}:8055`);
            open.push(front.room, acme, zone, metadata(address));
            front.room.write("/etc/hosts", `127.0.0.1 localhost\n${address} acme.test\n`);
            front.room.run("sh", ["-ec", `cat >>/etc/ssl/certs/ca-certificates.crt`], acme.authority);
            await ready(front.room);
            await test(front, zone);
        } finally {
            for (const one of open.reverse()) one.close();
        }
    }

    const ready = async (room: Room) => {
        for (let left = 300; left > 0; left--) {
            const asked = room.run("sh", [
                "-c",
                "curl -s -m 5 -o /dev/null https://acme.test/dir && echo there || true",
            ]);
            if (asked.trim() === "there") return;
            await new Promise((settle) => setTimeout(settle, 200));
        }
        throw new Error("Pebble does not answer");
    };

    it("is self-signed until one is issued, then Pebble's, by one record that is taken away again", () =>
        issued(90, async (front, zone) => {
            expect(certificateIn(front.shown())).to.contain(`issuer=CN = ${host}`);
            expect(await front.fetch()).to.contain("front-certificate-changed");
            expect(certificateIn(front.shown())).to.contain("Pebble").and.to.contain(`DNS:${host}`);
            expect(zone.changes).to.deep.equal([`UPSERT _acme-challenge.${host}.`, `DELETE _acme-challenge.${host}.`]);
            expect(zone.wrong).to.deep.equal([]);
            expect(front.room.run("cat", ["/run/asked"])).to.contain("try-reload-or-restart isolated-openhands-front");
            const before = front.shown();
            expect(await front.fetch()).to.equal("");
            expect(front.shown()).to.equal(before);
        }));

    it("is renewed by itself in its last month", () =>
        issued(20, async (front) => {
            await front.fetch();
            const first = certificateIn(front.shown());
            expect(await front.fetch()).to.contain("front-certificate-changed");
            expect(certificateIn(front.shown())).to.contain("Pebble").and.not.to.equal(first);
        }));
});

describe("the front's certificate from a secret", () => {
    let front: Front;
    let secret = "";
    let servers: Server[] = [];

    before(async () => {
        const arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:front-AbCdEf";
        front = await Front.open({ kind: "secret", secretArn: arn }, (address) => {
            const answers = createServer((request, response) => {
                request.resume().on("end", () => response.end(JSON.stringify({ SecretString: secret })));
            });
            servers = [metadata(address), answers.listen(8053, address)];
            return { SECRETSMANAGER: `http://${address}:8053` };
        });
    });
    after(() => {
        for (const server of servers) server.close();
        front?.room.close();
    });

    const good = identity(host);
    const pem = ({ key, certificate: own }: { key: string; certificate: string }) => own + key;

    it("is taken with its chain, in whatever order they stand, and the front is told", async () => {
        secret = pem(good) + identity("authority").certificate;
        expect(await front.fetch()).to.contain("front-certificate-changed");
        expect(front.shown().startsWith(good.key.trim())).to.equal(true);
        expect(front.shown().match(/BEGIN CERTIFICATE/g)).to.have.length(2);
        expect(front.room.run("stat", ["-c", "%U %a", tlsFile])).to.equal("root 600\n");
        expect(await front.fetch()).to.not.contain("changed");
    });

    const ended = () => {
        const subject = `-subj /CN=${host} -addext subjectAltName=DNS:${host}`;
        const script = `umask 077; d=$(mktemp -d); trap 'rm -r "$d"' EXIT; cat >"$d/key"
            openssl req -new -key "$d/key" ${subject} -out "$d/request"
            openssl x509 -req -in "$d/request" -signkey "$d/key" -days -1 -copy_extensions copy`;
        return execFileSync("bash", ["-ec", script], { input: good.key, encoding: "utf8", stdio: "pipe" });
    };
    const hostile: Readonly<Record<string, [() => string, RegExp]>> = {
        nothing: [() => "", /0 keys/],
        "no certificate": [() => good.key, /0 certificates/],
        "two keys": [() => pem(good) + identity(host).key, /2 keys/],
        "another's key": [() => good.certificate + identity(host).key, /its key is not/],
        "another name": [() => pem(identity("www.example.com")), /is not agent\.example\.com's/],
        "one that has ended": [() => ended() + good.key, /has ended/],
        "100 kB": [() => pem(good) + "x".repeat(100_000), /the limit is/],
        "a key that openssl cannot read": [
            () => good.certificate + good.key.replace(/\n[A-Za-z0-9+/]{8}/, "\nAAAAAAAA"),
            /openssl|its key/,
        ],
    };
    for (const [what, [text, why]] of Object.entries(hostile)) {
        it(`is left as it was when the secret holds ${what}, and an event says why without the key`, async () => {
            const before = front.shown();
            secret = text();
            const said = await front.fetch();
            expect(said).to.contain("front-certificate-refused").and.to.match(why);
            expect(said).not.to.contain("PRIVATE");
            expect(front.shown()).to.equal(before);
        });
    }
});
