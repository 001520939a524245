import { expect } from "chai";
import { spawn, spawnSync } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import { join } from "node:path";

import { FakeAws } from "../../../../test/hosts/aws/fakeAws";
import { readBody } from "../../../../test/hosts/aws/server";
import { signatureError } from "../../../../twin/aws/signature";
import { Fetcher, lifetime } from "../../src/keys/fetcher";
import { folderProblem, handOver } from "../../src/keys/handOver";
import { bedrockKey, type Credentials } from "../../src/keys/sign";
import { KeyFile } from "../../src/keyFile";
import { certificate } from "../server/certificates";
import { listening } from "../server/harness";
import { until } from "../server/streams";
import { officialKeys, type Asked } from "./official";

const session = (expiration: number, more: object = {}): Credentials => ({
    accessKeyId: "ASIAEXAMPLE",
    secretAccessKey: "secret/example+key",
    sessionToken: "token",
    expiration,
    ...more,
});

describe("a short-term Bedrock key", () => {
    it("is byte by byte what AWS's own library makes, of the same session, region, lifetime and second", () => {
        const asked: Asked[] = [
            {
                region: "us-east-1",
                seconds: 3600,
                now: "2026-11-29T12:00:00Z",
                sessionToken: "IQoJb3JpZ2luX2VjE//////////wEa+/=",
            },
            { region: "eu-central-1", seconds: 1, now: "2026-01-01T00:00:00Z", sessionToken: "a b*c'(d)!~-._" },
            { region: "us-gov-west-1", seconds: 43200, now: "2028-02-29T23:59:59Z", sessionToken: "x".repeat(900) },
        ].map((one, index) => ({ ...one, accessKeyId: `ASIA${index}EXAMPLE`, secretAccessKey: `wJalr/${index}+bPx=` }));
        const ours = asked.map(({ region, seconds, now, ...keys }) =>
            bedrockKey(session(0, keys), region, seconds, new Date(now)),
        );
        expect(ours).to.deep.equal(officialKeys(asked));
    });

    it("holds for an hour, and never past the end of the session that it is made from", () => {
        expect(lifetime(session(6 * 3_600_000), 0)).to.equal(3600);
        expect(lifetime(session(600_999), 0)).to.equal(600);
        expect(() => lifetime(session(999), 0)).to.throw("has ended");
    });
});

describe("the key fetcher", () => {
    let aws: FakeAws;
    let folder: string;
    let secrets: Server;
    let secret = "sk-first";
    let address: { host: string; port: number };
    let ca: Buffer;
    let caFile: string;
    const problems: string[] = [];
    const key = (name: string): string => readFileSync(join(folder, name, "key"), "utf8");

    before(async () => {
        aws = await FakeAws.start();
        // Memory, as /run is on a host.
        folder = mkdtempSync("/dev/shm/gateway-keys-");
        chmodSync(folder, 0o711);
        for (const name of ["bedrock", "claude"]) mkdirSync(join(folder, name), { mode: 0o750 });
        const tls = certificate(folder, "secretsmanager.eu-west-1.amazonaws.com");
        ({ certFile: caFile, cert: ca } = tls);
        secrets = createServer(tls, (request, response) => {
            void readBody(request).then(async (body) => {
                const serial = /Credential=ASIA(\d+)\//.exec(String(request.headers.authorization))![1];
                const credentials = {
                    accessKeyId: `ASIA${serial}`,
                    secretAccessKey: `secret/${serial}+=`,
                    sessionToken: `token/${serial}+==`,
                };
                const wrong = await signatureError(request, body, {
                    service: "secretsmanager",
                    region: "eu-west-1",
                    credentials,
                });
                if (wrong !== undefined) problems.push(wrong);
                const { SecretId } = JSON.parse(body.toString()) as { SecretId: string };
                const known =
                    SecretId === "llm/claude" && request.headers["x-amz-target"] === "secretsmanager.GetSecretValue";
                const said = known
                    ? { SecretString: `${secret}\n` }
                    : { __type: "com.amazon.coral#ResourceNotFoundException" };
                response.writeHead(known ? 200 : 400).end(JSON.stringify(said));
            });
        });
        address = { host: "127.0.0.1", port: await listening(secrets) };
    });
    after(async () => {
        await aws.stop();
        secrets.closeAllConnections();
        secrets.close();
        rmSync(folder, { recursive: true });
    });
    const fetcher = (now?: () => number): Fetcher =>
        new Fetcher(folder, { metadata: aws.environment.HOST_APPLY_IMDS, secrets: { address, ca }, now });
    const bedrock = { name: "bedrock", kind: "bedrock", region: "eu-west-1" } as const;
    const claude = { name: "claude", kind: "secret", region: "eu-west-1", secretId: "llm/claude" } as const;

    it("makes Bedrock's key of the role's session, which it asks for with a token, and again after half of its time", async () => {
        expect(await fetcher().fetch(bedrock)).to.equal(1800);
        const url = Buffer.from(key("bedrock").trim().slice("bedrock-api-key-".length), "base64").toString();
        expect(url).to.match(
            /^bedrock\.amazonaws\.com\/\?Action=CallWithBearerToken&.*X-Amz-Credential=ASIA\d+%2F.*X-Amz-Expires=3600.*&Version=1$/,
        );
        expect(aws.requests.filter((line) => line.startsWith("imds PUT"))).to.have.length(1);
        // Ten minutes before the session's end.
        expect(await fetcher(() => Date.now() + 5 * 3_600_000 + 3_000_000).fetch(bedrock)).to.be.within(290, 300);
        const late = Buffer.from(key("bedrock").trim().slice("bedrock-api-key-".length), "base64").toString();
        expect(Number(/X-Amz-Expires=(\d+)/.exec(late)?.[1])).to.be.within(580, 600);
    });

    it("fetches a secret by a call that AWS's own signer signs alike, and takes the next one when it was changed", async () => {
        const file = new KeyFile(join(folder, "claude", "key"));
        await fetcher().fetch(claude);
        expect([file.current(), problems]).to.deep.equal(["sk-first", []]);
        const { ino } = statSync(join(folder, "claude", "key"));
        await fetcher().fetch(claude);
        expect(statSync(join(folder, "claude", "key")).ino).to.equal(ino);
        secret = "sk-second";
        await fetcher().fetch(claude);
        expect(file.current()).to.equal("sk-second");
    });

    it("keeps the key of before when a secret is gone or the role is, and says what AWS said without a value", async () => {
        const failure = (wanted: Parameters<Fetcher["fetch"]>[0]): Promise<string> =>
            fetcher()
                .fetch(wanted)
                .then(
                    () => "",
                    (error: Error) => error.message,
                );
        expect(await failure({ ...claude, secretId: "llm/none" })).to.equal(
            "Secrets Manager refuses llm/none: 400 ResourceNotFoundException",
        );
        aws.role = undefined;
        expect(await failure(bedrock)).to.contain("the metadata service answers");
        aws.role = "openhands-host";
        expect(key("claude")).to.equal("sk-second\n");
    });

    it("hands nothing over that no header can carry", () => {
        for (const wrong of ["", "a b", "a\nb", "ä"])
            expect(() => handOver(folder, "claude", wrong), wrong).to.throw("ASCII");
    });

    it("puts keys in memory only, in folders that are not open to everybody", () => {
        expect(folderProblem(join(folder, "claude"))).to.equal(undefined);
        expect(folderProblem(folder)).to.contain("open to everybody");
        expect(folderProblem(__dirname)).to.contain("no tmpfs");
        expect(folderProblem(join(folder, "none"))).to.contain("ENOENT");
    });

    it("as a process of a user of its own gives each key to the group of its endpoint and to nobody else", async () => {
        const users = { keys: 61010, bedrock: 61002, claude: 61003, listener: 61001 };
        for (const name of ["bedrock", "claude"] as const) {
            rmSync(join(folder, name, "key"), { force: true });
            chownSync(join(folder, name), users.keys, users[name]);
            chmodSync(join(folder, name), 0o2750);
        }
        const config = {
            folder,
            keys: [bedrock, claude],
            metadata: aws.environment.HOST_APPLY_IMDS,
            secrets: { ...address, caFile },
        };
        writeFileSync(join(folder, "config.json"), JSON.stringify(config));
        mkdirSync(join(folder, "code"));
        const as = (user: keyof typeof users): string[] => [
            "setpriv",
            `--reuid=${users[user]}`,
            `--regid=${users[user]}`,
            "--clear-groups",
        ];
        const repository = join(__dirname, "..", "..", "..", "..");
        const inside = 'mount --bind "$1" "$2" && cd "$2" && shift 2 && exec "$@"';
        const program = [
            process.execPath,
            "--import=tsx",
            "services/gateway/src/keys/main.ts",
            "--config",
            join(folder, "config.json"),
        ];
        const child = spawn("unshare", [
            "--mount",
            "sh",
            "-c",
            inside,
            "sh",
            repository,
            join(folder, "code"),
            ...as("keys"),
            ...program,
        ]);
        let said = "";
        for (const stream of [child.stdout, child.stderr]) stream.on("data", (piece) => (said += String(piece)));
        await until(() => said.includes("\n"), 30_000);
        child.kill("SIGTERM");
        expect(said).to.equal("READY\n");
        const readers = (name: string): string[] =>
            (Object.keys(users) as (keyof typeof users)[]).filter((user) => {
                const [setpriv, ...ids] = as(user);
                return spawnSync(setpriv!, [...ids, "cat", join(folder, name, "key")]).status === 0;
            });
        expect([readers("bedrock"), readers("claude")]).to.deep.equal([
            ["keys", "bedrock"],
            ["keys", "claude"],
        ]);
    });
});
