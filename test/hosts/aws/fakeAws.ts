import type { IncomingMessage, ServerResponse } from "node:http";
import type { HostRole } from "../../../hosts/config";
import { signatureError, type SigningKey } from "../../../twin/aws/signature";
import { answer, listen, readBody, type Listening } from "./server";

/** What S3 sends for an object: its bytes, or what a test makes of the answer. */
export type S3Object = Buffer | ((response: ServerResponse) => void);

/** A failure to answer with, in the service's own form. */
export interface Failure {
    readonly status: number;
    readonly code: string;
}

export const region = "eu-west-1";
export const bucket = "isolated-openhands-release-111122223333";
export const parameterName = (role: HostRole) => `/isolated-openhands/test/hosts/${role}`;

const hour = 3_600_000;

/**
 * The three services that a host talks to, on loopback. It is strict where AWS is: metadata only by token, signatures
 * checked by AWS's own signer, the real host names, five minutes (SSM) of clock difference, expired credentials refused.
 */
export class FakeAws {
    readonly parameters = new Map<string, string>();
    readonly objects = new Map<string, S3Object>();
    /** One line a request: "imds PUT /latest/api/token 200". */
    readonly requests: string[] = [];
    /** The instance's role; undefined while there is none. */
    role: string | undefined = "openhands-host";
    /** How far AWS's clock is ahead of this machine's, in milliseconds. */
    clockOffset = 0;
    /** Taken from the front, one an answer, before anything else. */
    readonly failures: { ssm: Failure[]; s3: Failure[] } = { ssm: [], s3: [] };
    private serial = 0;
    private readonly expiry = new Map<string, number>();
    private readonly tokens = new Set<string>();
    private servers: Listening[] = [];

    static async start(tls?: { key: string; cert: string }): Promise<FakeAws> {
        const aws = new FakeAws();
        aws.servers = [
            await listen((request, response) => void aws.imds(request, response)),
            await listen((request, response) => void aws.ssm(request, response), tls),
            await listen((request, response) => void aws.s3(request, response), tls),
        ];
        return aws;
    }

    async stop(): Promise<void> {
        await Promise.all(this.servers.map((server) => server.close()));
    }

    get environment(): Record<string, string> {
        const [imds, ssm, s3] = this.servers.map(({ url }) => url);
        return { HOST_APPLY_IMDS: imds, HOST_APPLY_SSM: ssm, HOST_APPLY_S3: s3 };
    }

    /** Makes IMDS hand out credentials that are expired already, until it is asked for the next ones. */
    expireNext(): void {
        this.expiry.set(`ASIA${this.serial + 1}`, -hour);
    }

    private credentials(serial: number): Required<SigningKey> {
        return {
            accessKeyId: `ASIA${serial}`,
            secretAccessKey: `secret/${serial}+=`,
            sessionToken: `token/${serial}+==`,
        };
    }

    private now(): number {
        return Date.now() + this.clockOffset;
    }

    private reply(
        service: string,
        request: IncomingMessage,
        response: ServerResponse,
        status: number,
        body: string | Buffer,
    ): void {
        this.requests.push(`${service} ${request.method} ${request.url} ${status}`);
        answer(response, status, body, this.now());
    }

    private async imds(request: IncomingMessage, response: ServerResponse): Promise<void> {
        const reply = (status: number, body: string) => this.reply("imds", request, response, status, body);
        const ttl = Number(request.headers["x-aws-ec2-metadata-token-ttl-seconds"]);
        if (request.method === "PUT" && request.url === "/latest/api/token") {
            if (request.headers["x-forwarded-for"] || !(ttl >= 1 && ttl <= 21_600)) return reply(400, "");
            const token = `imds-${this.tokens.size}`;
            this.tokens.add(token);
            return reply(200, token);
        }
        // IMDSv1 is a GET without a token; with httpTokens "required" it is refused.
        if (!this.tokens.has(String(request.headers["x-aws-ec2-metadata-token"]))) return reply(401, "");
        const list = "/latest/meta-data/iam/security-credentials/";
        if (this.role === undefined || !request.url?.startsWith(list)) return reply(404, "");
        if (request.url === list) return reply(200, this.role);
        if (request.url !== list + this.role) return reply(404, "");
        const { accessKeyId, secretAccessKey, sessionToken } = this.credentials(++this.serial);
        const expires = this.now() + (this.expiry.get(accessKeyId) ?? 6 * hour);
        const names = { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, Token: sessionToken };
        reply(200, JSON.stringify({ Code: "Success", ...names, Expiration: new Date(expires).toISOString() }));
    }

    /** What AWS says to a request that is not what it must be, whatever it asks for. */
    private async unauthorized(
        service: "ssm" | "s3",
        request: IncomingMessage,
        body: Buffer,
    ): Promise<Failure | undefined> {
        const skewed = service === "s3" ? [403, "RequestTimeTooSkewed"] : [400, "InvalidSignatureException"];
        const fail = ([status, code]: (string | number)[]) => ({ status: Number(status), code: String(code) });
        const serial = Number(/Credential=ASIA(\d+)\//.exec(request.headers.authorization ?? "")?.[1]);
        const credentials = this.credentials(serial);
        const error = await signatureError(request, body, { service, region, credentials });
        if (error) return fail(service === "s3" ? [403, "SignatureDoesNotMatch"] : [400, "InvalidSignatureException"]);
        if (request.headers["x-amz-security-token"] !== credentials.sessionToken) return fail([400, "InvalidToken"]);
        if (this.expiry.has(credentials.accessKeyId)) {
            return fail([400, service === "s3" ? "ExpiredToken" : "ExpiredTokenException"]);
        }
        const stamp = String(request.headers["x-amz-date"]).replace(/^(....)(..)(..T..)(..)(..Z)$/, "$1-$2-$3:$4:$5");
        if (Math.abs(Date.parse(stamp) - this.now()) > 5 * 60_000) return fail(skewed);
        return this.failures[service].shift();
    }

    private async ssm(request: IncomingMessage, response: ServerResponse): Promise<void> {
        const reply = (status: number, body: object) =>
            this.reply("ssm", request, response, status, JSON.stringify(body));
        const body = await readBody(request);
        const failure = await this.unauthorized("ssm", request, body);
        if (failure) return reply(failure.status, { __type: failure.code, message: "no" });
        const right =
            request.headers.host === `ssm.${region}.amazonaws.com` &&
            request.headers["content-type"] === "application/x-amz-json-1.1" &&
            request.headers["x-amz-target"] === "AmazonSSM.GetParameter";
        if (!right) return reply(400, { __type: "com.amazon.coral.service#UnknownOperationException" });
        const name = (JSON.parse(body.toString()) as { Name: string }).Name;
        const value = this.parameters.get(name);
        if (value === undefined) return reply(400, { __type: "ParameterNotFound" });
        reply(200, { Parameter: { Name: name, Type: "String", Value: value, Version: 1 } });
    }

    private async s3(request: IncomingMessage, response: ServerResponse): Promise<void> {
        const failed = ({ status, code }: Failure) =>
            this.reply("s3", request, response, status, `<?xml version="1.0"?><Error><Code>${code}</Code></Error>`);
        const failure = await this.unauthorized("s3", request, await readBody(request));
        if (failure) return failed(failure);
        if (request.headers.host !== `${bucket}.s3.${region}.amazonaws.com`) {
            return failed({ status: 301, code: "PermanentRedirect" });
        }
        const object = this.objects.get(String(request.url).slice(1));
        if (!object) return failed({ status: 404, code: "NoSuchKey" });
        if (Buffer.isBuffer(object)) return this.reply("s3", request, response, 200, object);
        this.requests.push(`s3 ${request.method} ${request.url} 200`);
        object(response);
    }
}
