import { type IncomingMessage, request } from "node:http";
import { type Server, createServer } from "node:https";
import { expect } from "chai";
import { packageGateway } from "../../../hosts/pieces/packageGateway";
import { identity } from "./container";
import { Room } from "./room";

const mirror = "mirror.example.org";
const release = "/ubuntu/dists/noble-updates/InRelease";

describe("the package gateway, by real nginx before a mirror", function () {
    this.timeout(60_000);
    const seen: { method: string; url: string; headers: readonly string[] }[] = [];
    const own = identity(mirror);
    let room: Room;
    let server: Server;
    before(async () => {
        room = await Room.open();
        server = createServer({ cert: own.certificate, key: own.key }, (asked, response) => {
            seen.push({ method: asked.method!, url: asked.url!, headers: asked.rawHeaders });
            if (asked.url!.endsWith("Release.gpg")) response.writeHead(302, { Location: "https://attacker.test/" });
            response.end("package\n");
        });
        await new Promise<void>((settle) => server.listen(443, room.clients[0], settle));
        const config = {
            address: room.address,
            port: 4080,
            clients: [`${room.clients[0]}/32`, `${room.clients[1]}/32`],
            mirror,
        };
        room.install([packageGateway(config)]);
        room.write("/etc/hosts", `127.0.0.1 localhost\n${room.clients[0]} ${mirror}\n`);
        room.write("/etc/ssl/certs/ca-certificates.crt", own.certificate);
        const service = room.start("isolated-openhands-packages.service");
        await service.ready(() =>
            ask("/").then(
                () => true,
                () => false,
            ),
        );
    });
    after(() => {
        server?.closeAllConnections();
        server?.close();
        room?.close();
    });
    beforeEach(() => void (seen.length = 0));

    const ask = (
        path: string,
        options: { method?: string; headers?: Record<string, string>; body?: string; client?: number } = {},
    ) =>
        new Promise<{ status: number; text: string; headers: IncomingMessage["headers"] }>((settle, fail) => {
            const { method = "GET", headers = {}, body, client = 0 } = options;
            const call = request({
                host: room.address,
                port: 4080,
                path,
                method,
                headers,
                localAddress: room.clients[client],
                agent: false,
            });
            call.once("error", fail);
            call.once("response", (answer) => {
                let text = "";
                answer.on("data", (piece: Buffer) => (text += piece.toString()));
                answer.once("end", () => settle({ status: answer.statusCode!, text, headers: answer.headers }));
            });
            call.end(body);
        });

    const apt = [
        release,
        "/ubuntu/dists/noble-security/main/binary-amd64/by-hash/SHA256/e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "/ubuntu/dists/noble/universe/i18n/Translation-en.xz",
        "/ubuntu/pool/main/n/nginx/nginx_1.24.0-2ubuntu7.21_amd64.deb",
        "/ubuntu/pool/universe/libn/libnginx-mod-js/libnginx-mod-http-js_0.8.2-1ubuntu1_amd64.deb",
        "/ubuntu/pool/main/g/glibc/libc6_2.39-0ubuntu8.6%2bsecurity_amd64.deb",
        "/ubuntu/pool/main/d/dbus/dbus_1%3a1.14.10-4ubuntu4_all.deb",
    ];
    for (const path of apt) {
        it(`asks its mirror for ${path}, as apt writes it`, async () => {
            expect(await ask(path)).to.include({ status: 200, text: "package\n" });
            expect(seen.map(({ method, url }) => [method, url])).to.deep.equal([["GET", path]]);
        });
    }

    it("tells the mirror nothing of who asks", async () => {
        const foreign = {
            cookie: "a=b",
            "x-secret": "s",
            "user-agent": "secret",
            authorization: "Basic eA==",
            accept: "secret",
        };
        await ask(release, {
            headers: {
                ...foreign,
                host: "attacker.test",
                range: "bytes=1-",
                "if-modified-since": "Thu, 01 Jan 2026 00:00:00 GMT",
            },
        });
        expect(seen[0]!.headers).to.deep.equal([
            ...["Host", mirror, "Range", "bytes=1-"],
            ...["If-Modified-Since", "Thu, 01 Jan 2026 00:00:00 GMT"],
        ]);
    });

    const secret = Buffer.from("a secret that should not travel").toString("base64url");
    const refused = [
        ...["/", "/ubuntu", "/ubuntu/", "/ubuntu/dists/", "/debian/dists/noble/InRelease"],
        ...[
            `${release}?x=1`,
            `${release}?`,
            `${release}/`,
            `/${release}`,
            `/ubuntu/pool/${secret}`,
            `/ubuntu/dists/noble/${secret}`,
        ],
        `/ubuntu/dists/${secret}/InRelease`,
        `/ubuntu/pool/main/n/nginx/${"n".repeat(200)}_1_amd64.deb`,
        "/ubuntu/pool/main/n/nginx/../../../../etc/passwd",
        "/ubuntu/dists/noble/../../project/InRelease",
        "/ubuntu/dists/noble%2f..%2fInRelease",
        "/ubuntu/pool/main/n/nginx/nginx_1.24.0_amd64.deb%00",
        "/ubuntu/pool/main/n/nginx/nginx_1.24.0_amd64.deb%0aHost:x",
        `http://attacker.test${release}x`,
        `/ubuntu/${"a".repeat(65_536)}`,
    ];
    for (const path of refused) {
        it(`refuses ${path.length > 100 ? `a path of ${path.length} characters` : path}, which no mirror has`, async () => {
            // 400 and 414 are nginx' own, for what is no path and what is longer than its buffers.
            expect((await ask(path)).status).to.be.oneOf([400, 403, 414]);
            expect(seen).to.deep.equal([]);
        });
    }

    it("says what it is when it refuses", async () => {
        expect((await ask("/ubuntu/x")).text).to.contain("This is the package gateway");
    });

    for (const method of ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"]) {
        it(`refuses ${method}`, async () => {
            expect((await ask(release, { method })).status).to.be.oneOf([403, 405]);
            expect(seen).to.deep.equal([]);
        });
    }

    it("refuses a body, with its length or in chunks", async () => {
        expect((await ask(release, { body: "x", headers: { "content-length": "1" } })).status).to.equal(403);
        expect((await ask(release, { body: "x", headers: { "transfer-encoding": "chunked" } })).status).to.equal(403);
        expect(seen).to.deep.equal([]);
    });

    it("follows no redirect and passes none on", async () => {
        const { status, headers } = await ask("/ubuntu/dists/noble/Release.gpg");
        expect([status, headers.location]).to.deep.equal([502, undefined]);
    });

    it("answers its clients only", async () => {
        expect((await ask(release, { client: 1 })).status).to.equal(200);
        expect((await ask(release, { client: 2 })).status).to.equal(403);
    });

    it("asks no mirror whose certificate it cannot verify", async () => {
        const { certificate, key } = identity(mirror);
        server.setSecureContext({ cert: certificate, key });
        server.closeAllConnections();
        expect((await ask(release)).status).to.equal(502);
        expect(seen).to.deep.equal([]);
        server.setSecureContext({ cert: own.certificate, key: own.key });
    });
});
