import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

const token = "the-token";
const role = "ttb-verifier-host";
const roles = "/latest/meta-data/iam/security-credentials/";

/**
 * IMDSv2 on the host's loopback: credentials of the instance's role for whoever fetched a token first. They have no session
 * token, because the S3 server of the tests knows none.
 */
export class Metadata {
    private constructor(
        private readonly server: Server,
        readonly url: string,
    ) {}

    static async start(credentials: { AccessKeyId: string; SecretAccessKey: string }): Promise<Metadata> {
        const Expiration = new Date(Date.now() + 6 * 3_600_000).toISOString();
        const answers: Record<string, string> = {
            "PUT /latest/api/token": token,
            [`GET ${roles}`]: role,
            [`GET ${roles}${role}`]: JSON.stringify({ Code: "Success", ...credentials, Token: "", Expiration }),
        };
        const server = createServer(({ method, url, headers }, response) => {
            const body = answers[`${method} ${url}`];
            const known = headers["x-aws-ec2-metadata-token"] === token || method === "PUT";
            response.writeHead(!known ? 401 : body === undefined ? 404 : 200).end(body);
        });
        server.listen(0, "127.0.0.1");
        await once(server, "listening");
        return new Metadata(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    }

    async stop(): Promise<void> {
        this.server.closeAllConnections();
        this.server.close();
        await once(this.server, "close");
    }
}
