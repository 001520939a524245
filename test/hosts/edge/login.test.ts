import { expect } from "chai";
import { Edge, alice, basic, cookieOf, origin } from "./edge";

describe("the edge's login, by real nginx, PAM and accounts", function () {
    this.timeout(120_000);
    let edge: Edge;
    before(async () => void (edge = await Edge.open()));
    after(() => edge?.close());

    it("asks for a password by the browser's dialog, and lets nothing through before", async () => {
        const answer = await edge.ask("/api/conversations");
        expect(answer.status).to.equal(401);
        expect(answer.headers["www-authenticate"]).to.equal('Basic realm="OpenHands", charset="UTF-8"');
        expect(answer.body).to.contain("You are not signed in");
        expect(edge.container.seen).to.deep.equal([]);
    });

    it("lets a standard Linux account in by its password, and afterwards by a cookie that no script can read", async () => {
        const first = await edge.ask("/", { headers: { authorization: basic(alice) } });
        expect([first.status, first.body]).to.deep.equal([200, "hello\n"]);
        expect(first.headers["set-cookie"]).to.have.length(1);
        expect(first.headers["set-cookie"]![0]).to.match(
            /^__Host-openhands=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Strict$/,
        );
        const second = await edge.ask("/", { headers: { cookie: cookieOf(first)! } });
        expect([second.status, second.headers["set-cookie"]]).to.deep.equal([200, undefined]);
    });

    it("carries a websocket of the application both ways for a browser that has only the cookie", async () => {
        const cookie = cookieOf(await edge.ask("/", { headers: { authorization: basic(alice) } }))!;
        const { status, socket } = await edge.websocket("/sockets/events/1?resend_mode=all", { cookie, origin });
        expect(status).to.equal(101);
        const echoed = new Promise<string>((settle) =>
            socket!.once("data", (piece: Buffer) => settle(piece.toString())),
        );
        socket!.write("across");
        expect(await echoed).to.equal("across");
        socket!.destroy();
    });

    it("shows the container neither the password nor the login's cookie", async () => {
        const cookie = cookieOf(await edge.ask("/", { headers: { authorization: basic(alice) } }))!;
        edge.container.seen.length = 0;
        await edge.ask("/page", { headers: { authorization: basic(alice), cookie, "x-forwarded-for": "1.2.3.4" } });
        const { headers } = edge.container.seen[0]!;
        expect(headers).to.deep.equal(["host", "agent.example.com", "Connection", "keep-alive"]);
    });
});
