import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { PlannedInstance } from "./account";
import type { Credentials } from "./principals";
import type { Log } from "./log";
import type { IsOff } from "./switches";

export interface Imds {
    /** By private address: the network lets nobody use another's. */
    readonly instances: ReadonlyMap<string, PlannedInstance>;
    readonly region: string;
    readonly account: string;
    readonly credentials: (instance: PlannedInstance) => Credentials;
    readonly log: Log;
    readonly isOff: IsOff;
}

const longestTokenSeconds = 21_600;

/** In the status line of a token's answer, so that the network knows it from all others. */
export const tokenReason = "Token";

/**
 * The instance metadata service, version 2 (AWS: EC2 user guide, "Use the Instance Metadata Service"). Who asks is known by its
 * address. How many hops the token's answer lives, the network decides: Node cannot set it on an answer.
 */
export function imdsListener(imds: Imds) {
    const tokens = new Map<string, { readonly address: string; readonly expires: number }>();
    return (request: IncomingMessage, response: ServerResponse) => {
        const address = (request.socket.remoteAddress ?? "").replace("::ffff:", "");
        const instance = imds.instances.get(address);
        const answer = (status: number, body = "", headers: Record<string, string> = {}) => {
            const { method, url: path, socket } = request;
            imds.log({ kind: "imds", from: address, port: socket.remotePort, method, path, status });
            const reason = method === "PUT" ? tokenReason : "";
            response.writeHead(status, reason, { "content-type": "text/plain", ...headers }).end(body);
        };
        if (!instance) return answer(403);
        if (request.method === "PUT") {
            const ttl = ttlOf(request);
            if (request.url !== "/latest/api/token") return answer(404);
            // AWS gives no token to whoever comes through a proxy.
            if (request.headers["x-forwarded-for"] !== undefined) return answer(403);
            if (ttl === undefined) return answer(400);
            const token = randomBytes(40).toString("base64url");
            tokens.set(token, { address, expires: Date.now() + ttl * 1000 });
            return answer(200, token, { "x-aws-ec2-metadata-token-ttl-seconds": String(ttl) });
        }
        const held = tokens.get(String(request.headers["x-aws-ec2-metadata-token"]));
        const required = instance.tokensRequired && !imds.isOff("imds-tokens");
        if (required && (held?.address !== address || held.expires < Date.now())) return answer(401);
        const value = valueAt(treeOf(imds, instance), (request.url ?? "").replace(/\/+$/, ""));
        return value === undefined ? answer(404) : answer(200, value);
    };
}

function ttlOf({ headers }: IncomingMessage): number | undefined {
    const text = String(headers["x-aws-ec2-metadata-token-ttl-seconds"] ?? "");
    const seconds = /^\d{1,5}$/.test(text) ? Number(text) : 0;
    return seconds >= 1 && seconds <= longestTokenSeconds ? seconds : undefined;
}

type Tree = ReadonlyMap<string, string>;

function treeOf({ region, account, credentials }: Imds, instance: PlannedInstance): Tree {
    const meta = "/latest/meta-data";
    const identity = { accountId: account, region, instanceId: instance.id, privateIp: instance.address };
    return new Map([
        [`${meta}/instance-id`, instance.id],
        [`${meta}/local-ipv4`, instance.address],
        [`${meta}/placement/region`, region],
        [`${meta}/placement/availability-zone`, `${region}a`],
        [`${meta}/services/domain`, "amazonaws.com"],
        [`${meta}/iam/security-credentials/${instance.role}`, credentialsText(credentials(instance))],
        ["/latest/dynamic/instance-identity/document", JSON.stringify(identity)],
        ["/latest/user-data", instance.userData],
    ]);
}

const credentialsText = ({ accessKeyId, secretAccessKey, sessionToken = "", expires }: Credentials) =>
    JSON.stringify({
        Code: "Success",
        Type: "AWS-HMAC",
        LastUpdated: new Date().toISOString(),
        AccessKeyId: accessKeyId,
        SecretAccessKey: secretAccessKey,
        Token: sessionToken,
        Expiration: new Date(expires).toISOString(),
    });

/** The value of a leaf, or the names below a branch, as IMDS lists them: branches end in a slash, a role's name stands alone. */
function valueAt(tree: Tree, path: string): string | undefined {
    const leaf = tree.get(path);
    if (leaf !== undefined) return leaf;
    const below = [...tree.keys()].filter((key) => key.startsWith(`${path}/`)).map((key) => key.slice(path.length + 1));
    if (below.length === 0) return undefined;
    return [...new Set(below.map((key) => key.replace(/\/.*/, "/")))].sort().join("\n");
}
