import { connect } from "node:tls";
import { expect } from "chai";
import { Edge, alice, basic, origin, site } from "./edge";

describe("requests of browsers, programs and other sites, through real nginx and the passage", function () {
    this.timeout(120_000);
    let edge: Edge;
    let cookie: string;
    before(async () => {
        edge = await Edge.open();
        cookie = await edge.signIn();
    });
    after(() => edge?.close());
    beforeEach(() => void (edge.container.seen.length = 0));

    it("reach the container with the headers of the list, and no others", async () => {
        const passing = {
            accept: "application/json",
            "accept-encoding": "gzip",
            "accept-language": "de",
            "content-type": "application/json",
            "if-none-match": '"1"',
            range: "bytes=0-1",
            "x-session-api-key": "K",
        };
        await edge.ask("/api/conversations?x=1", {
            method: "POST",
            body: "{}",
            headers: {
                ...passing,
                authorization: basic(alice),
                cookie: `${cookie}; oh_workspace_session_key=W; tracking=1`,
                origin,
                forwarded: "for=1.2.3.4",
                referer: `${origin}/secret`,
                "user-agent": "Mozilla",
                "x-forwarded-for": "1.2.3.4",
                "x-forwarded-host": "attacker.test",
                "x-real-ip": "1.2.3.4",
                "x-original-url": "/admin",
                "x-openhands-session": "chosen",
                "proxy-authorization": "Basic eA==",
                "x-nobody-has-thought-of": "this",
            },
        });
        const { method, url, headers, body } = edge.container.seen[0]!;
        const pairs = Object.fromEntries(
            headers.flatMap((name, i) => (i % 2 === 0 ? [[name.toLowerCase(), headers[i + 1]]] : [])),
        );
        expect([method, url, body]).to.deep.equal(["POST", "/api/conversations?x=1", "{}"]);
        expect(pairs).to.deep.equal({
            host: site,
            ...passing,
            cookie: "oh_workspace_session_key=W",
            "content-length": "2",
            connection: "keep-alive",
        });
    });

    const refused = async (expected: number, ask: Parameters<Edge["ask"]>[1], path = "/api/conversations") => {
        const answer = await edge.ask(path, { ...ask, headers: { cookie, ...ask!.headers } });
        expect(answer.status).to.equal(expected);
        expect(edge.container.seen).to.deep.equal([]);
    };

    for (const other of [
        "https://attacker.test",
        "null",
        "http://agent.example.com",
        "https://agent.example.com:8443",
        "",
    ]) {
        it(`from the origin "${other}" change nothing and open no websocket`, async () => {
            for (const method of ["POST", "PUT", "PATCH", "DELETE"])
                await refused(403, { method, headers: { origin: other } });
            expect((await edge.websocket("/sockets/events/1", { cookie, origin: other })).status).to.equal(403);
            expect(edge.container.seen).to.deep.equal([]);
        });
    }

    for (const from of ["cross-site", "same-site"]) {
        it(`that a browser calls ${from} change nothing, even without an Origin`, () =>
            refused(403, { method: "POST", headers: { "sec-fetch-site": from } }));
    }

    it("for the script of a service worker are refused", () =>
        refused(403, { headers: { "service-worker": "script" } }, "/sw.js"));

    for (const method of ["OPTIONS", "TRACE", "PROPFIND", "get", "CONNECT"]) {
        it(`with the method ${method} are refused`, async () => {
            const answer = await raw(
                edge,
                `${method} / HTTP/1.1\r\nHost: ${site}\r\nCookie: ${cookie}\r\nConnection: close\r\n\r\n`,
            );
            expect(answer).to.match(/^HTTP\/1.1 40[05] /);
            expect(edge.container.seen).to.deep.equal([]);
        });
    }

    for (const upgrade of ["h2c", "TLS/1.0", "foo", "websocket, h2c", "websocket2"]) {
        it(`to change to ${upgrade} change nothing, and the container does not hear of it`, async () => {
            const { status, socket } = await edge.websocket("/sockets/events/1", { cookie, origin, upgrade });
            expect([status, socket]).to.deep.equal([200, undefined]);
            expect(edge.container.seen[0]!.headers.map((name) => name.toLowerCase())).not.to.include("upgrade");
        });
    }

    for (const path of [
        "/",
        "/api/conversations",
        "/sockets",
        "/sockets/",
        "/sockets/other/1",
        "/sockets/events/1/2",
        "/sockets/events/..",
        "//sockets/events/1",
    ]) {
        it(`for a websocket at ${path}, where the application has none, are refused`, async () => {
            expect((await edge.websocket(path, { cookie, origin })).status).to.equal(403);
            expect(edge.container.seen).to.deep.equal([]);
        });
    }

    it("for a websocket with a body, which a second request could hide in, are refused", async () => {
        const hidden = `GET /admin HTTP/1.1\r\nHost: ${site}\r\n\r\n`;
        const opening = `Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n`;
        const answer = await raw(
            edge,
            `GET /sockets/events/1 HTTP/1.1\r\nHost: ${site}\r\nCookie: ${cookie}\r\n${opening}Content-Length: ${hidden.length}\r\n\r\n${hidden}`,
        );
        expect(answer).to.match(/^HTTP\/1.1 400 /);
        expect(edge.container.seen).to.deep.equal([]);
    });

    it("with two login cookies are refused, in one line or in two", async () => {
        await refused(400, { headers: { cookie: `${cookie}; ${cookie}` } });
        await refused(400, { headers: { cookie: [cookie, "__Host-openhands=other"] } });
    });

    it("for another name get no answer, by its TLS name or by its Host", async () => {
        expect(await raw(edge, "GET / HTTP/1.1\r\nHost: attacker.test\r\n\r\n", "attacker.test")).to.equal("");
        expect(await raw(edge, "GET / HTTP/1.1\r\nHost: attacker.test\r\n\r\n")).to.equal("");
        expect(await raw(edge, "GET / HTTP/1.0\r\n\r\n")).to.equal("");
    });

    for (const path of [
        "//api",
        "/%61pi",
        "/api/..%2f",
        "/;/api",
        "/api%00",
        "/api/../api",
        "/sign-in/x",
        "/_front/401.html",
        "/_login/check",
    ]) {
        it(`for ${path} without a login reach nobody`, async () => {
            expect((await edge.ask(path)).status).to.be.oneOf([400, 401, 404]);
            expect(edge.container.seen).to.deep.equal([]);
        });
    }

    for (const version of ["TLSv1", "TLSv1.1"] as const) {
        it(`over ${version} are refused`, async () => {
            expect(
                await raw(edge, `GET / HTTP/1.1\r\nHost: ${site}\r\n\r\n`, site, {
                    maxVersion: version,
                    minVersion: version,
                }),
            ).to.equal("");
        });
    }

    it("are not offered HTTP/2, and no session ticket", async () => {
        const socket = connect({
            host: edge.room.address,
            port: 443,
            servername: site,
            rejectUnauthorized: false,
            ALPNProtocols: ["h2", "http/1.1"],
            maxVersion: "TLSv1.2",
        });
        await new Promise((settle) => socket.once("secureConnect", settle));
        expect(socket.alpnProtocol).not.to.equal("h2");
        expect(socket.getTLSTicket()).to.equal(undefined);
        socket.destroy();
    });

    it("by plain HTTP are sent to HTTPS at our own name, whatever they name", async () => {
        const answer = edge.room.run("curl", [
            "-sS",
            "-o",
            "/dev/null",
            "-w",
            "%{http_code} %{redirect_url}",
            "-H",
            `Host: ${site}`,
            `http://${edge.room.address}/a?b=c`,
        ]);
        expect(answer).to.equal(`301 ${origin}/a?b=c`);
    });
});

/** What comes back for these bytes until the connection ends, or empty when it is closed without an answer. */
function raw(
    edge: Edge,
    text: string,
    servername = site,
    options: { minVersion?: "TLSv1" | "TLSv1.1"; maxVersion?: "TLSv1" | "TLSv1.1" } = {},
): Promise<string> {
    return new Promise((settle) => {
        let answer = "";
        const ciphers = options.maxVersion === undefined ? {} : { ciphers: "DEFAULT@SECLEVEL=0" };
        const socket = connect({
            host: edge.room.address,
            port: 443,
            servername,
            rejectUnauthorized: false,
            ...options,
            ...ciphers,
        });
        socket.setTimeout(5_000, () => socket.destroy());
        socket.once("secureConnect", () => socket.write(text));
        socket.on("data", (piece: Buffer) => (answer += piece.toString()));
        socket.on("error", () => undefined);
        socket.once("close", () => settle(answer));
    });
}
