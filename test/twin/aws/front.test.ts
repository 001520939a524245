import { expect } from "chai";
import type { Credentials } from "../../../twin/aws/principals";
import { account, region, type Reply, World } from "./world";

type Case = readonly [what: string, ask: (world: World, at: Ports) => Promise<Reply>, status: number, says: string];

interface Ports {
    readonly s3: number;
    readonly ssm: number;
    readonly open: number;
}

const bucket = (name: string) => `${name}.s3.${region}.amazonaws.com`;
const s3 = (world: World, port: number, who: Credentials | undefined, name: string, path: string, method = "GET") =>
    world.ask(port, "s3", who, { method, host: bucket(name), path, body: method === "PUT" ? "data" : "" });
const json = (
    world: World,
    port: number,
    service: string,
    who: Credentials | undefined,
    target: string,
    input: object,
) => world.ask(port, service, who, { target, body: JSON.stringify(input) });
const parameter = (world: World, port: number, who: Credentials | undefined, Name: string) =>
    json(world, port, "ssm", who, "AmazonSSM.GetParameter", { Name });

const cases: readonly Case[] = [
    [
        "the role reads its own object through the endpoint",
        (w, at) => s3(w, at.s3, w.role, "own", "/greeting"),
        200,
        "hello",
    ],
    [
        "the role writes to a stranger's bucket that its own policy and the bucket's would allow",
        (w, at) => s3(w, at.s3, w.role, "attackers-drop", "/x", "PUT"),
        403,
        "no allow in the endpoint policy",
    ],
    [
        "the same by the public address, where no endpoint's policy is asked",
        (w, at) => s3(w, at.open, w.role, "attackers-drop", "/x", "PUT"),
        200,
        "",
    ],
    [
        "a stranger's key in the stranger's own bucket",
        (w, at) => s3(w, at.s3, w.attacker, "attackers-drop", "/x", "PUT"),
        403,
        "no allow in the endpoint policy",
    ],
    [
        "nobody's request for a bucket that is open to all",
        (w, at) => s3(w, at.s3, undefined, "attackers-drop", "/orders"),
        403,
        "no allow in the endpoint policy",
    ],
    [
        "the same by the public address",
        (w, at) => s3(w, at.open, undefined, "attackers-drop", "/orders"),
        200,
        "orders",
    ],
    [
        "nobody's request for our bucket by the public address",
        (w, at) => s3(w, at.open, undefined, "own", "/greeting"),
        403,
        "no allow in the resource policy",
    ],
    [
        "a stranger's key for our bucket",
        (w, at) => s3(w, at.open, w.attacker, "own", "/greeting"),
        403,
        "no allow in the resource policy",
    ],
    ["an object that is not there", (w, at) => s3(w, at.s3, w.role, "own", "/nothing"), 404, "NoSuchKey"],
    [
        "a delete that no policy of the role allows",
        (w, at) => s3(w, at.s3, w.role, "own", "/greeting", "DELETE"),
        403,
        "no allow in the identity policy",
    ],
    ["the role's own parameter", (w, at) => parameter(w, at.ssm, w.role, "/own"), 200, '"Value":"value"'],
    [
        "another parameter of the account",
        (w, at) => parameter(w, at.ssm, w.role, "/other"),
        400,
        "AccessDeniedException",
    ],
    [
        "a stranger's own parameter through our endpoint",
        (w, at) => parameter(w, at.ssm, w.attacker, "/own"),
        400,
        "no allow in the endpoint policy",
    ],
    [
        "an unsigned request for a parameter",
        (w, at) => parameter(w, at.ssm, undefined, "/own"),
        400,
        "MissingAuthenticationToken",
    ],
    [
        "an operation that the twin has not and no policy allows",
        (w, at) => json(w, at.ssm, "ssm", w.role, "AmazonSSM.DescribeParameters", {}),
        400,
        "AccessDeniedException",
    ],
    [
        "a secret by its name",
        (w, at) => json(w, at.open, "secretsmanager", w.role, "secretsmanager.GetSecretValue", { SecretId: "llm" }),
        200,
        "sk-1",
    ],
    [
        "a secret that is not there and that the policy does not name",
        (w, at) => json(w, at.open, "secretsmanager", w.role, "secretsmanager.GetSecretValue", { SecretId: "else" }),
        400,
        "AccessDeniedException",
    ],
    [
        "a metric",
        (w, at) =>
            json(w, at.open, "monitoring", w.role, "GraniteServiceVersion20100801.PutMetricData", { Namespace: "n" }),
        200,
        "{}",
    ],
    [
        "a service that this endpoint is not",
        (w, at) => json(w, at.ssm, "logs", w.role, "Logs_20140328.PutLogEvents", {}),
        404,
        "UnknownEndpoint",
    ],
];

describe("the twin's AWS", () => {
    const world = new World();
    let at: Ports;

    before(async () => {
        at = { s3: await world.front("vpce-s3"), ssm: await world.front("vpce-ssm"), open: await world.front() };
    });
    after(() => world.close());

    for (const [what, ask, status, says] of cases) {
        it(`answers ${status} to ${what}`, async () => {
            const reply = await ask(world, at);
            expect(reply.status, reply.body).to.equal(status);
            expect(reply.body).to.contain(says);
        });
    }

    const own = { method: "GET", host: bucket("own"), path: "/greeting" };
    const faults: readonly (readonly [
        what: string,
        change: (headers: Record<string, string>) => void,
        code: string,
    ])[] = [
        [
            "another signature",
            (h) => (h.authorization = h.authorization.replace(/.$/, (c) => (c === "0" ? "1" : "0"))),
            "SignatureDoesNotMatch",
        ],
        [
            "another date than was signed",
            (h) => (h["x-amz-date"] = h["x-amz-date"].replace(/..Z$/, "99Z")),
            "SignatureDoesNotMatch",
        ],
        ["a hash of another body", (h) => (h["x-amz-content-sha256"] = "0".repeat(64)), "SignatureDoesNotMatch"],
        ["another session's token", (h) => (h["x-amz-security-token"] = "x"), "UnrecognizedClientException"],
        [
            "a key that nobody has",
            (h) => (h.authorization = h.authorization.replace(/Credential=\w+/, "Credential=AKIAX")),
            "UnrecognizedClientException",
        ],
        [
            "another service's scope",
            (h) => (h.authorization = h.authorization.replace("/s3/", "/ssm/")),
            "SignatureDoesNotMatch",
        ],
        ["a basic login", (h) => (h.authorization = "Basic eDp4"), "IncompleteSignature"],
    ];
    for (const [what, change, code] of faults) {
        it(`refuses ${what}`, async () => {
            const { status, body } = await world.ask(at.s3, "s3", world.role, own, change);
            expect(status).to.equal(403);
            expect(body).to.contain(code);
        });
    }

    it("keeps what is written: parameters with versions, log events in order, objects that can be listed", async () => {
        const put = (value: string, Overwrite: boolean) =>
            json(world, at.ssm, "ssm", world.role, "AmazonSSM.PutParameter", { Name: "/own", Value: value, Overwrite });
        expect((await put("new", false)).body).to.contain("ParameterAlreadyExists");
        expect((await put("new", true)).body).to.contain('"Version":2');
        expect((await parameter(world, at.ssm, world.role, "/own")).body).to.contain('"Value":"new"');

        const log = (operation: string, input: object) =>
            json(world, at.open, "logs", world.role, `Logs_20140328.${operation}`, {
                logGroupName: "/own",
                logStreamName: "s",
                ...input,
            });
        const events = (...times: number[]) => ({ logEvents: times.map((timestamp) => ({ timestamp, message: "m" })) });
        expect((await log("PutLogEvents", events(1))).body).to.contain("ResourceNotFoundException");
        expect((await log("CreateLogStream", {})).status).to.equal(200);
        expect((await log("PutLogEvents", events(2, 1))).body).to.contain("chronological");
        expect((await log("PutLogEvents", events(1, 2))).status).to.equal(200);
        expect(world.store.account(account).logGroups.get("/own")?.get("s")).to.have.length(2);

        await s3(world, at.s3, world.role, "own", "/folder/one", "PUT");
        const listed = await world.ask(at.s3, "s3", world.role, {
            method: "GET",
            host: bucket("own"),
            query: { prefix: "folder/" },
        });
        expect(listed.body).to.contain("<Key>folder/one</Key>").and.not.contain("greeting");
    });

    it("lets pass what only a switched-off layer forbade, and nothing else", async () => {
        const drop = () => s3(world, at.s3, world.role, "attackers-drop", "/y", "PUT");
        world.off.add("endpoint-policies");
        expect((await drop()).status).to.equal(200);
        expect((await parameter(world, at.ssm, world.role, "/other")).status).to.equal(400);
        world.off.clear();
        world.off.add("iam");
        expect((await parameter(world, at.ssm, world.role, "/other")).status).to.equal(200);
        expect((await drop()).status).to.equal(403);
        world.off.clear();
    });
});
