import { expect } from "chai";
import { Edge, origin } from "./edge";

/** Headers by which an answer acts on the browser or on nginx beyond its own content, each with a value that would. */
const harmful: Readonly<Record<string, string>> = {
    "X-Accel-Redirect": "/_front/401.html",
    "X-Accel-Expires": "100000",
    "X-Accel-Buffering": "yes",
    "X-Accel-Limit-Rate": "1",
    "X-Accel-Charset": "utf-7",
    "WWW-Authenticate": 'Basic realm="type your password"',
    "Proxy-Authenticate": 'Basic realm="type your password"',
    "Authentication-Info": "nextnonce=1",
    "Clear-Site-Data": '"cookies"',
    "Report-To": '{"endpoints":[{"url":"https://attacker.test"}]}',
    "Reporting-Endpoints": 'default="https://attacker.test"',
    NEL: '{"report_to":"default"}',
    Link: "<https://attacker.test>; rel=preconnect",
    Refresh: "0;url=https://attacker.test",
    "Speculation-Rules": '"https://attacker.test/rules"',
    "Service-Worker-Allowed": "/",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Credentials": "true",
    "Alt-Svc": 'h3="attacker.test:443"',
    "Strict-Transport-Security": "max-age=0",
    "Public-Key-Pins": "max-age=1",
    "Content-Security-Policy-Report-Only": "report-uri https://attacker.test",
    SourceMap: "https://attacker.test/map",
    "X-Frame-Options": "ALLOWALL",
    "Accept-CH": "Sec-CH-UA-Model",
    "Origin-Trial": "token",
    "X-Login": "failed",
    "X-Login-Cookie-1": "__Host-openhands=chosen",
    "X-Nobody-Has-Thought-Of": "this",
    Server: "container",
    Date: "Thu, 01 Jan 1970 00:00:00 GMT",
};

const ours = {
    "content-security-policy":
        "default-src 'self'; base-uri 'none'; connect-src 'self' wss://agent.example.com; form-action 'self'; frame-ancestors 'none'; img-src 'self' data:; object-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; worker-src 'self'",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-dns-prefetch-control": "off",
};

describe("answers of a hostile container, through real nginx and the passage", function () {
    this.timeout(120_000);
    let edge: Edge;
    let cookie: string;
    before(async () => {
        edge = await Edge.open();
        cookie = await edge.signIn();
    });
    after(() => edge?.close());

    const answered = async (
        status: number,
        headers: Record<string, string | string[]>,
        path = "/api/x",
        body = "body",
    ) => {
        edge.container.answer = (_request, response) => {
            response.writeHead(status, headers);
            response.end(body);
        };
        return edge.ask(path, { headers: { cookie } });
    };

    it("reach the browser with the headers of the list and ours, and no others", async () => {
        const { status, headers, body } = await answered(200, { ...harmful, "Content-Type": "text/html", ETag: '"1"' });
        const { date, ...rest } = headers;
        expect([status, body]).to.deep.equal([200, "body"]);
        expect(new Date(date!).getFullYear()).to.be.above(2020);
        expect(rest).to.deep.equal({
            server: "nginx",
            connection: "close",
            "transfer-encoding": "chunked",
            "content-type": "text/html",
            etag: '"1"',
            "cache-control": "no-store",
            ...ours,
        });
    });

    it("have our policy in place of their own, whatever theirs is", async () => {
        const { raw } = await answered(200, {
            "Content-Security-Policy": ["default-src *", "script-src *"],
            "Content-Type": "text/html",
        });
        const policies = raw.filter((_, i) => i % 2 === 1 && raw[i - 1]!.toLowerCase() === "content-security-policy");
        expect(policies).to.deep.equal([ours["content-security-policy"]]);
    });

    it("make no browser ask for a password by a 401", async () => {
        const { status, headers } = await answered(401, { "WWW-Authenticate": 'Basic realm="type your password"' });
        expect([status, headers["www-authenticate"]]).to.deep.equal([401, undefined]);
    });

    it("set no cookie but the application's own, and that with our attributes", async () => {
        const own =
            "oh_workspace_session_key=abc.DEF-1; Path=/api/workspaces; Domain=example.com; SameSite=None; Max-Age=60";
        const { headers } = await answered(200, {
            "Set-Cookie": ["__Host-openhands=stolen; Path=/; Secure", "other=1", "OH_WORKSPACE_SESSION_KEY=2", own],
        });
        expect(headers["set-cookie"]).to.deep.equal([
            "oh_workspace_session_key=abc.DEF-1; Path=/api/workspaces; Max-Age=60; Secure; HttpOnly; SameSite=Strict",
        ]);
    });

    const kept = {
        "/canvas/": "/canvas/",
        "https://agent.example.com/a?b#c": "/a?b#c",
        "b/c": "/api/b/c",
        "https:b": "/api/b",
    };
    for (const [location, shown] of Object.entries(kept)) {
        it(`redirect to ${location}, which is on this site`, async () => {
            const { status, headers } = await answered(302, { Location: location });
            expect([status, headers.location]).to.deep.equal([302, shown]);
        });
    }

    const foreign = [
        "https://attacker.test/",
        "//attacker.test/",
        "/\\attacker.test",
        "\\\\attacker.test",
        "http://agent.example.com/",
        "https://agent.example.com:8443/",
        "https://alice@agent.example.com/",
        "https://agent.example.com@attacker.test/",
        "javascript:alert(1)",
        "data:text/html,x",
        "/\t/attacker.test",
    ];
    for (const location of foreign) {
        it(`do not redirect to ${JSON.stringify(location)}`, async () => {
            const { status, headers, body } = await answered(302, { Location: location });
            expect([status, headers.location]).to.deep.equal([502, undefined]);
            expect(body).to.contain("not passed on");
        });
    }

    it("do not redirect to one of two places", async () => {
        expect((await answered(302, { Location: ["/a", "/b"] })).status).to.equal(502);
    });

    it("are kept by browsers only when they are files of the build, which bear a hash in their name", async () => {
        const cache = async (path: string, type: string) =>
            (await answered(200, { "Content-Type": type, "Cache-Control": "public, max-age=999" }, path)).headers[
                "cache-control"
            ];
        expect(await cache("/assets/root-D1y82Lhg.js", "text/javascript")).to.equal(
            "private, max-age=31536000, immutable",
        );
        expect(await cache("/assets/root-D1y82Lhg.js", "text/html")).to.equal("no-store");
        expect(await cache("/assets/root.js", "text/javascript")).to.equal("no-store");
        expect(await cache("/api/settings", "application/json")).to.equal("no-store");
    });

    for (const status of [299, 399, 407, 418, 511, 999]) {
        it(`are not passed on with status ${status}, which no page of the application has`, async () => {
            expect((await answered(status, { Location: "/" })).status).to.equal(502);
        });
    }

    it("open no websocket without the one right answer to its key", async () => {
        for (const head of [
            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n",
            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: AAAA\r\n\r\n",
        ]) {
            edge.container.opening = head;
            const { status, socket } = await edge.websocket("/sockets/events/1", { cookie, origin });
            expect([status, socket]).to.deep.equal([502, undefined]);
        }
    });

    it("open a websocket with the headers that belong to it, and no others", async () => {
        const accept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";
        edge.container.opening = `HTTP/1.1 101 X\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: ${accept}\r\nSet-Cookie: a=b\r\nX-Evil: 1\r\n\r\n`;
        const { status, headers, socket } = await edge.websocket("/sockets/events/1", { cookie, origin });
        socket?.destroy();
        edge.container.opening = undefined;
        const { date, ...rest } = headers;
        expect(date).to.be.a("string");
        expect(status).to.equal(101);
        expect(rest).to.deep.equal({
            server: "nginx",
            connection: "upgrade",
            upgrade: "websocket",
            "sec-websocket-accept": accept,
        });
    });

    it("of the relay, when the container is away, are told by our page; the application's own errors pass", async () => {
        const page = await answered(502, { "Content-Type": "text/html" }, "/", "<h1>nginx</h1>");
        expect(page.body).to.contain("OpenHands does not answer").and.not.to.contain("nginx");
        expect((await answered(503, { "Content-Type": "application/json" }, "/", "{}")).body).to.equal("{}");
    });

    it("that never come are told by a page that says what to do", async () => {
        edge.container.answer = (request) => request.socket.destroy();
        const { status, headers, body } = await edge.ask("/", { headers: { cookie, accept: "text/html" } });
        expect([status, headers["content-type"]]).to.deep.equal([502, "text/html; charset=utf-8"]);
        expect(body).to.contain("OpenHands does not answer").and.to.contain("host-status");
    });
});
