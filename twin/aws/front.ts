import type { IncomingMessage, ServerResponse } from "node:http";
import type { TLSSocket } from "node:tls";
import { evaluate } from "../../analysis/iam/evaluate";
import type { PlannedAccount, PlannedEndpoint } from "./account";
import type { Log } from "./log";
import { type Answer, type Asked, failure, type Operation, xmlFailure } from "./operation";
import type { Principal, Principals } from "./principals";
import { jsonOperation, type JsonOperations } from "./services/jsonService";
import { logs } from "./services/logs";
import { monitoring } from "./services/monitoring";
import { s3Operation } from "./services/s3";
import { channelOperation } from "./services/ssmmessages";
import { secretsmanager } from "./services/secrets";
import { ssm } from "./services/ssm";
import { claimedBy, queryOf, signatureError, signedAt } from "./signature";
import type { Store } from "./store";
import type { IsOff } from "./switches";

/** One way into AWS: an endpoint of the VPC, or the services' public addresses. */
export interface Front {
    /** Undefined for the public addresses, where no endpoint policy applies. */
    readonly endpoint: PlannedEndpoint | undefined;
    readonly planned: PlannedAccount;
    readonly principals: Principals;
    readonly store: Store;
    readonly log: Log;
    /** What policies call an address that the twin has chosen (a NAT gateway's Elastic IP). */
    readonly knownAs: Readonly<Record<string, string>>;
    readonly isOff: IsOff;
}

const services: Readonly<Record<string, JsonOperations>> = { ssm, secretsmanager, logs, monitoring };
/** The prefix of a service's actions where it is not the name of its host. */
const prefixes: Readonly<Record<string, string>> = { monitoring: "cloudwatch" };

/** AWS: requests are refused whose clock differs by more (S3 API reference "RequestTimeTooSkewed"; SigV4 "5 minutes"). */
const clockMinutes: Readonly<Record<string, number>> = { s3: 15 };

/** Larger bodies are cut: the twin's S3 holds bundles, images and labels, not more. */
const largestBody = 2 ** 31;

/** Answers a request as AWS does: who signed it, what it asks for, whether every policy on the way allows it, and only then does it. */
export function frontListener(front: Front) {
    return (request: IncomingMessage, response: ServerResponse) =>
        void bodyOf(request)
            .then((body) => answerTo(front, request, body))
            .catch((error: Error): Answer => {
                front.log({ kind: "aws", problem: error.message, path: request.url });
                return failure(500, "InternalFailure", error.message);
            })
            .then(({ status, body, headers }) => {
                response.writeHead(status, { "content-length": String(Buffer.byteLength(body)), ...headers });
                response.end(body);
            });
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of request) {
        size += (chunk as Buffer).length;
        if (size > largestBody) throw new Error("the body is too large");
        chunks.push(chunk as Buffer);
    }
    return Buffer.concat(chunks);
}

async function answerTo(front: Front, request: IncomingMessage, body: Buffer): Promise<Answer> {
    const host = (request.headers.host ?? "").replace(/:\d+$/, "");
    const service = serviceOf(host, front.planned.region);
    const fail = service === "s3" ? xmlFailure : failure;
    if (service === undefined || (front.endpoint && front.endpoint.service !== service)) {
        front.log({ kind: "aws", problem: `${host} is not served here`, endpoint: front.endpoint?.service });
        return failure(404, "UnknownEndpoint", `${host} is not served here`);
    }
    const who = await signer(front, service, request, body);
    if ("code" in who) {
        front.log({ kind: "aws", service, ...from(request), allowed: false, because: `${who.code}: ${who.message}` });
        return fail(who.status, who.code, who.message);
    }
    const operation = operationOf(front, service, host, request, body, who.principal);
    const { allowed, because } = decide(front, request, operation, who.principal);
    const { action, resource } = operation;
    const caller = who.principal?.caller.arn ?? "anonymous";
    front.log({ kind: "aws", service, ...from(request), caller, action, resource, allowed, because });
    if (allowed) return operation.run();
    const said = `${caller} is not authorized to perform: ${action} on resource: ${resource}: ${because}`;
    return service === "s3" ? fail(403, "AccessDenied", said) : fail(400, "AccessDeniedException", said);
}

const from = ({ socket }: IncomingMessage) => ({
    from: (socket.remoteAddress ?? "").replace("::ffff:", ""),
    port: socket.remotePort,
});

/** "ssm" of "ssm.us-east-1.amazonaws.com", "s3" of a bucket's own name too. */
function serviceOf(host: string, region: string): string | undefined {
    const suffix = `.${region}.amazonaws.com`;
    if (!host.endsWith(suffix)) return undefined;
    const name = host.slice(0, -suffix.length);
    if (name === "s3" || name.endsWith(".s3")) return "s3";
    return name.includes(".") ? undefined : name;
}

interface Refused {
    readonly status: number;
    readonly code: string;
    readonly message: string;
}

/** Who signed. Only S3 knows requests without a signature. */
async function signer(
    { principals, planned }: Front,
    service: string,
    request: IncomingMessage,
    body: Buffer,
): Promise<{ readonly principal: Principal | undefined } | Refused> {
    const no = (code: string, message: string): Refused => ({ status: service === "s3" ? 403 : 400, code, message });
    if (request.headers.authorization === undefined) {
        return service === "s3"
            ? { principal: undefined }
            : no("MissingAuthenticationToken", "the request is not signed");
    }
    const claimed = claimedBy(request);
    if (!claimed) return no("IncompleteSignature", "the Authorization header is not of Signature Version 4");
    const principal = principals.withKey(claimed.accessKeyId);
    if (!principal) return no("UnrecognizedClientException", "nobody has this access key");
    const { credentials } = principal;
    if (request.headers["x-amz-security-token"] !== credentials.sessionToken) {
        return no("UnrecognizedClientException", "the security token is not that of the access key");
    }
    if (claimed.service !== service || claimed.region !== planned.region) {
        return no("SignatureDoesNotMatch", `signed for ${claimed.service} in ${claimed.region}`);
    }
    const wrong = await signatureError(request, body, { service, region: planned.region, credentials });
    if (wrong !== undefined) return no("SignatureDoesNotMatch", wrong);
    if (credentials.expires < Date.now()) return no("ExpiredTokenException", "the credentials have expired");
    if (Math.abs(signedAt(request) - Date.now()) > (clockMinutes[service] ?? 5) * 60_000) {
        return no("RequestTimeTooSkewed", "the clock differs too much");
    }
    return { principal };
}

function operationOf(
    { planned, store }: Front,
    service: string,
    host: string,
    request: IncomingMessage,
    body: Buffer,
    principal: Principal | undefined,
): Operation {
    const [path, query = ""] = (request.url ?? "").split("?");
    const headers = Object.fromEntries(Object.entries(request.headers).map(([key, value]) => [key, value?.toString()]));
    const asked: Asked = {
        ...{ method: request.method ?? "", path: decodeURIComponent(path), query: queryOf(query), headers, body },
        region: planned.region,
        callerAccount: principal?.caller.account ?? "",
    };
    if (service === "s3") return s3Operation(asked, host, store);
    if (service === "ssmmessages") return channelOperation(asked);
    return jsonOperation(prefixes[service] ?? service, services[service] ?? {}, asked, store);
}

function decide(front: Front, request: IncomingMessage, operation: Operation, principal: Principal | undefined) {
    const { action, resource, resourceAccount, resourcePolicy } = operation;
    const endpoint = front.isOff("endpoint-policies") ? undefined : front.endpoint;
    const caller = principal?.caller ?? { kind: "anonymous", arn: "", account: "" };
    const context = { ...contextOf(front, request, principal), ...operation.context };
    return evaluate(
        { caller, action, resource, resourceAccount, context },
        {
            identity: front.isOff("iam") ? [everything] : (principal?.policies ?? []),
            ...(endpoint && { endpoint: endpoint.policy }),
            ...(resourcePolicy !== undefined && { resource: resourcePolicy }),
        },
    );
}

const everything = { Version: "2012-10-17", Statement: { Effect: "Allow", Action: "*", Resource: "*" } };

/** Condition keys of the connection and of the credentials (AWS: IAM user guide, "AWS global condition context keys"). */
function contextOf(
    { endpoint, planned, knownAs }: Front,
    request: IncomingMessage,
    principal: Principal | undefined,
): Record<string, string> {
    const { vpcId, account, region } = planned;
    const address = from(request).from;
    const version = /^TLSv(\d(?:\.\d)?)$/.exec((request.socket as TLSSocket).getProtocol?.() ?? "")?.[1];
    const instance = principal?.instance;
    return {
        "aws:SecureTransport": String(version !== undefined),
        ...(version !== undefined && { "s3:TlsVersion": version }),
        "aws:ViaAWSService": "false",
        ...(endpoint
            ? { "aws:SourceVpc": vpcId, "aws:SourceVpce": endpoint.id, "aws:VpcSourceIp": address }
            : { "aws:SourceIp": knownAs[address] ?? address }),
        ...(instance && {
            "ec2:SourceInstanceARN": `arn:aws:ec2:${region}:${account}:instance/${instance.id}`,
            "aws:EC2InstanceSourceVPC": vpcId,
            "aws:EC2InstanceSourcePrivateIPv4": instance.address,
        }),
    };
}
