import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { SignatureV4 } from "@smithy/signature-v4";
import type { PlannedAccount, PlannedInstance } from "../../../twin/aws/account";
import { type Front, frontListener } from "../../../twin/aws/front";
import type { Event } from "../../../twin/aws/log";
import { type Credentials, Principals } from "../../../twin/aws/principals";
import { foreign, seeded } from "../../../twin/aws/seed";
import { Sha256 } from "../../../twin/aws/sha256";
import type { AwsLayer } from "../../../twin/aws/switches";

export const account = "111122223333";
export const region = "us-east-1";

export const agent: PlannedInstance = {
    ...{
        id: "i-1",
        address: "127.0.0.1",
        role: "agent",
        hopLimit: 1,
        tokensRequired: true,
        userData: "#cloud-boothook\n",
        volumes: [],
    },
};

const statement = (Action: string | string[], Resource: string | string[], more: object = {}) => ({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action, Resource, ...more }],
});

const ownAccount = { Principal: "*", Condition: { StringEquals: { "aws:PrincipalAccount": account } } };

/** One instance with a role, a bucket, a parameter, a secret and a log group; endpoints for S3 and SSM. */
export const planned: PlannedAccount = {
    ...{ account, region, vpcId: "vpc-1", instances: [agent], domainRules: [] },
    rolePolicies: new Map([
        [
            "agent",
            [
                JSON.stringify(
                    statement(
                        ["s3:GetObject", "s3:PutObject", "s3:ListBucket"],
                        ["arn:aws:s3:::own", "arn:aws:s3:::own/*", "arn:aws:s3:::attackers-drop/*"],
                    ),
                ),
                JSON.stringify(
                    statement(
                        ["ssm:GetParameter", "ssm:PutParameter"],
                        `arn:aws:ssm:${region}:${account}:parameter/own`,
                    ),
                ),
                JSON.stringify(statement("logs:*", `arn:aws:logs:${region}:${account}:log-group:/own:*`)),
                JSON.stringify(
                    statement(
                        "secretsmanager:GetSecretValue",
                        `arn:aws:secretsmanager:${region}:${account}:secret:llm-??????`,
                    ),
                ),
                JSON.stringify(statement("cloudwatch:PutMetricData", "*")),
            ],
        ],
    ]),
    endpoints: [
        {
            id: "vpce-s3",
            service: "s3",
            kind: "Gateway",
            addresses: [],
            policy: JSON.stringify(
                statement("*", "*", {
                    ...ownAccount,
                    Condition: { StringEquals: { "aws:PrincipalAccount": account, "aws:ResourceAccount": account } },
                }),
            ),
        },
        {
            id: "vpce-ssm",
            service: "ssm",
            kind: "Interface",
            addresses: ["10.0.1.40"],
            policy: JSON.stringify(statement("*", "*", ownAccount)),
        },
    ],
    buckets: new Map([["own", undefined]]),
    objects: [{ bucket: "own", key: "greeting", body: Buffer.from("hello") }],
    parameters: new Map([
        ["/own", "value"],
        ["/other", "secret"],
    ]),
    logGroups: ["/own"],
};

export interface Reply {
    readonly status: number;
    readonly body: string;
}

/** A front on loopback, asked with AWS's own signer. */
export class World {
    readonly principals = new Principals(planned);
    readonly store = seeded(planned, { llm: "sk-1" });
    readonly events: Event[] = [];
    readonly off = new Set<AwsLayer>();
    readonly attacker = this.principals.addUser(foreign.account, "attacker", statement("*", "*"));
    readonly role = this.principals.ofInstance(agent);
    private readonly servers: Server[] = [];

    async front(endpoint?: string): Promise<number> {
        const front: Front = {
            ...{ planned, principals: this.principals, store: this.store, knownAs: {} },
            endpoint: planned.endpoints.find(({ id }) => id === endpoint),
            log: (event) => void this.events.push(event),
            isOff: (layer) => this.off.has(layer),
        };
        const server = createServer(frontListener(front));
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        this.servers.push(server);
        return (server.address() as AddressInfo).port;
    }

    close(): void {
        for (const server of this.servers) server.close();
    }

    /** Sends a request as `who`, or unsigned. `change` is applied to what was signed. */
    async ask(
        port: number,
        service: string,
        who: Credentials | undefined,
        request: {
            method?: string;
            host?: string;
            path?: string;
            query?: Record<string, string>;
            body?: string;
            target?: string;
        },
        change: (headers: Record<string, string>) => void = () => {},
    ): Promise<Reply> {
        const {
            method = "POST",
            host = `${service}.${region}.amazonaws.com`,
            path = "/",
            query = {},
            body = "",
        } = request;
        const target: Record<string, string> = request.target === undefined ? {} : { "x-amz-target": request.target };
        const plain = {
            ...{ method, protocol: "https:", hostname: host, path, query, body },
            headers: { host, ...target },
        };
        const headers: Record<string, string> = who ? await signed(service, who, plain) : { ...plain.headers };
        change(headers);
        const text = new URLSearchParams(query).toString();
        const url = `http://127.0.0.1:${port}${path}${text === "" ? "" : `?${text}`}`;
        return send(url, method, headers, body);
    }
}

async function signed(service: string, credentials: Credentials, request: object): Promise<Record<string, string>> {
    const signer = new SignatureV4({
        service,
        region,
        credentials: { ...credentials, expiration: undefined },
        sha256: Sha256,
        uriEscapePath: service !== "s3",
    });
    return (await signer.sign(request as Parameters<typeof signer.sign>[0])).headers as Record<string, string>;
}

async function send(url: string, method: string, headers: Record<string, string>, body: string): Promise<Reply> {
    const { request } = await import("node:http");
    return new Promise((resolve, reject) => {
        const sent = request(
            url,
            { method, headers: { ...headers, "content-length": Buffer.byteLength(body) } },
            (answer) => {
                const chunks: Buffer[] = [];
                answer.on("data", (chunk: Buffer) => chunks.push(chunk));
                answer.on("end", () =>
                    resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString() }),
                );
            },
        );
        sent.on("error", reject);
        sent.end(body);
    });
}
