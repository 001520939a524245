import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { opened } from "../../../policies/baseline/layers";
import { secretName, secretsIn, secretUnder } from "../../../policies/baseline/secretForms";

/** Joined here, so that no scanner takes this file for one that leaks. */
const made = (...parts: readonly string[]) => parts.join("");
const random = "q7Zk2VbN9xT4LmR8sYw3";
const header = Buffer.from('{"alg":"HS256"}').toString("base64url");
const claims = Buffer.from('{"sub":"1234567890"}').toString("base64url");

const secrets: Readonly<Record<string, readonly string[]>> = {
    "an AWS access key": [made("AKIA", "IOSFODNN7EXAMPLE"), made("key: ASIA", "IOSFODNN7EXAMPLE")],
    "a private key": [
        made("-----BEGIN RSA PRIVATE ", "KEY-----"),
        made("-----BEGIN OPENSSH PRIVATE ", "KEY-----"),
        made("-----BEGIN ENCRYPTED PRIVATE ", "KEY-----"),
        made("-----BEGIN PGP PRIVATE ", "KEY BLOCK-----"),
        made("AGE-SECRET-", "KEY-1QQQQ"),
    ],
    "an API key": [
        made("sk-", "ant-api03-", random, random),
        made("sk-", "proj-", random, random),
        made("sk_", "live_", random),
        made("AIza", "SyA1234567890abcdefghijklmnopqrstuv"),
        made("gsk_", random, random),
        made("hf_", random, random),
        made("ABSK", random, random, random),
        made("pul-", "0123456789abcdef0123456789abcdef01234567"),
    ],
    "a GitHub token": [made("ghp_", "0123456789abcdefghijABCDEFGHIJ012345"), made("github_pat_", random, random)],
    "a GitLab token": [made("glpat-", random)],
    "a Slack token": [made("xoxb-", "123456789012-", random), made("xapp-", "1-A0123-", random)],
    "a Slack webhook": [made("https://hooks.slack.com/", "services/T0000/B0000/", random)],
    "a JSON web token": [`${header}.${claims}.c2lnbmF0dXJlLWhlcmU`],
    "an address with a password": [
        "DATABASE_URL=postgres://app:correct-horse@db.internal:5432/app",
        "redis://:correct-horse@cache:6379",
        "mongodb+srv://app:hunter22@cluster.example.net/?retryWrites=true",
        "git clone https://bot:hunter22@git.example.net/x.git",
        "amqp://guest:guest1@mq",
    ],
    "a bearer token": [`Authorization: Bearer ${random}`, `curl -H 'authorization: bearer ${random}' https://x`],
    "a user and a password": [`Authorization: Basic ${Buffer.from("app:correct-horse").toString("base64")}`],
    "a password": [
        "password=correct-horse",
        "DB_PASSWORD: 'hunter2hunter2'",
        '{"password":"Correct horse battery"}',
        '{\\"password\\":\\"correct-horse\\"}',
        "export PGPASSWORD=supersecret",
        "mysql --password=hunter22 app",
        "app --db-password hunter22",
        "$env:ADMIN_PASSWORD = 'hunter22'",
        "masterPassword => 'hunter22'",
        "passphrase: correct-horse",
        "curl -u app:hunter22 https://x",
        "machine git.example.net login bot password hunter22",
        "MYSQL_ROOT_PASSWORD=12345678",
    ],
    "a key": [
        `API_KEY=${random}`,
        `OPENAI_API_KEY="${random}"`,
        `x-api-key: ${random}`,
        `apiKey: '${random}'`,
        made("AWS_SECRET_ACCESS_KEY=", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
        "ENCRYPTION_KEY=0123456789abcdef",
        "https://api.example.net/v1?api_key=9f8e7d6c5b4a",
    ],
    "a token": [`SESSION_TOKEN=${random}`, "app --token 9f8e7d6c5b4a", `authToken: ${random}`],
    "a secret": [`CLIENT_SECRET=${random}`, `{"clientSecret": "${random}"}`],
};

const harmless: readonly string[] = [
    "/app/token-ttl",
    "token_ttl=3600",
    "TOKEN_TTL: 30 days",
    "token: 3600",
    "/app/password-policy",
    "PASSWORD_MIN_LENGTH=16",
    "httpTokens: required",
    "maxTokens=100000",
    "max_tokens: 4096",
    "TOKEN_FILE=/run/secrets/token",
    "password=/run/secrets/db-password",
    "PASSWORD_FILE=~/.secrets/db",
    "token: ./secrets/token.txt",
    "arn:aws:secretsmanager:us-east-1:111122223333:secret:llm/anthropic-AbCdEf",
    "SECRET=arn:aws:secretsmanager:us-east-1:111122223333:secret:llm/anthropic-AbCdEf",
    "secretName: llm/anthropic",
    "secret: llm/anthropic",
    "SECRET=isolated-openhands/prod/llm",
    "token: api-token",
    "password=${DB_PASSWORD}",
    "password=$DB_PASSWORD",
    "PASSWORD=$(aws secretsmanager get-secret-value --secret-id x)",
    "token=`cat /run/token`",
    "api_key: {{ api_key }}",
    "API_KEY=<your key here>",
    "password: ********",
    "https://${USER}:${PASSWORD}@git.example.net",
    "postgres://app:$PGPASSWORD@db/app",
    "Authorization: Bearer ${TOKEN}",
    "Authorization: Bearer $TOKEN",
    "Authorization: Bearer {token}",
    "a bearer token that the gateway checks",
    "basic authentication is off",
    "https://login.example.net/oauth2/token",
    "token_url=https://login.example.net/token",
    "token = request_token",
    "token = headers.get('authorization')",
    "token: string",
    "secret = read_secret(path)",
    "password=password",
    "The token: issued by the gateway",
    "PasswordAuthentication no",
    "passwd:         files systemd",
    "NOPASSWD: /usr/bin/systemctl",
    "-----BEGIN PUBLIC KEY-----",
    "-----BEGIN CERTIFICATE-----",
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExampleExampleExampleExampleExampleExam",
    "kmsKeyId: e4d880e8-f7cc-669a-d7a2-b69728d7cd46",
    "key: host/agent/596906f84998a1faa09da444ab58c8f72d83e33dfe369bc3990502a90be5110c.tar.gz",
    "sha256:10190cdede885f74853567f4aa44b33de094139a940df75f4b204a2b6df73c57",
    "secretsmanager:GetSecretValue",
    "clientToken: 9f8e7d6c5b4a39281706",
    "chown -R 1000:1000 /data && docker run --user 100100:100100 x",
    "risk-free-assessment-of-all-the-things",
    "git@github.com:example/repository.git",
    "http://user@host:8080/path",
    "LoadCredential=keys:/var/lib/app/keys/app.env",
    '"api_key": "the-gateway-sets-the-key"',
];

describe("the forms of secrets", () => {
    for (const [what, texts] of Object.entries(secrets))
        for (const [i, text] of texts.entries())
            it(`know ${what}, form ${i + 1}`, () => expect(secretsIn(text), text).to.include(what));

    for (const text of harmless)
        it(`leave alone what only talks of one: ${text}`, () => expect(secretsIn(text)).to.deep.equal([]));

    it("find one that is packed, wrapped or written into a file by cloud-init", () => {
        const held = (text: string) => opened(Buffer.from(text)).flatMap(secretsIn);
        const base64 = (text: string | Buffer) => Buffer.from(text).toString("base64");
        expect(held(`echo ${base64("password=hunter22")} | base64 -d > /etc/app`)).to.include("a password");
        expect(held(`content: ${base64(gzipSync("API_KEY=9f8e7d6c5b4a39281706"))}`)).to.include("a key");
        const lines = base64(`${"# a line of the file\n".repeat(9)}password=correct-horse\n`).match(/.{1,76}/g) ?? [];
        expect(held(`content: |\n  ${lines.join("\n  ")}\n`)).to.include("a password");
    });

    it("know the name of a secret by its last words", () => {
        for (const name of [
            "password",
            "DB_PASSWORD_1",
            "dbPassword",
            "api-key",
            "apiKey",
            "clientSecret",
            "authToken",
        ])
            expect(secretName(name), name).to.not.equal(undefined);
        for (const name of ["token-ttl", "passwordPolicy", "SECRET_NAME", "kmsKey", "publicKey", "key", "tokens", ""])
            expect(secretName(name), name).to.equal(undefined);
    });

    it("take what stands under such a name for one, unless it stands for something else", () => {
        expect(secretUnder("password", "correct-horse")).to.equal("a password");
        expect(secretUnder("API_KEY", random)).to.equal("a key");
        for (const value of ["", "none", "${key}", "/run/key", "12", "prod/db/password"])
            expect(secretUnder("password", value), value).to.equal(undefined);
    });

    it("read a long text in no time", () => {
        const hostile = ["password".repeat(20_000), "a:".repeat(60_000), "--a ".repeat(40_000), "A".repeat(200_000)];
        const before = Date.now();
        hostile.forEach((text) => opened(Buffer.from(text)).forEach(secretsIn));
        expect(Date.now() - before).to.be.below(4_000);
    });
});
