import { expect } from "chai";

import { smallLabel } from "../http/hostile/pictures";
import { Service } from "../http/service";
import { S3Server } from "./s3Server";

describe("the client's address in what is stored", () => {
    let s3: S3Server;
    let service: Service;
    before(async () => {
        s3 = await S3Server.start();
    });
    afterEach(() => service.stop());
    after(() => s3.remove());

    const start = async (proxies: string): Promise<void> => {
        service = await Service.start({
            ARTIFACT_STORAGE_ENABLED: "true",
            ARTIFACT_S3_BUCKET: S3Server.bucket,
            AWS_REGION: "us-east-1",
            AWS_ENDPOINT_URL_S3: s3.endpoint,
            TRUSTED_PROXIES: proxies,
        });
    };

    /** As metadata.json and as the record of the deletion have it. */
    const recorded = async (forwarded: string): Promise<[string, string]> => {
        const headers = { "x-forwarded-for": forwarded };
        const { body } = await service.post(
            "/verify",
            { image: await smallLabel(), save_artifact: "true" },
            { headers },
        );
        const { id } = body.artifact as { id: string };
        const stored = await service.ask(`/artifacts/${id}`);
        expect((await service.ask(`/artifacts/${id}`, { method: "DELETE", headers })).status).to.equal(204);
        const line = service.log.find((one) => one.includes('"audit":"delete"') && one.includes(id))!;
        return [stored.body.metadata.client_ip, (JSON.parse(line) as { clientIp: string }).clientIp];
    };

    it("is the connection's, whatever a client writes", async () => {
        await start("");
        expect(await recorded("203.0.113.9")).to.deep.equal(["127.0.0.1", "127.0.0.1"]);
    });

    it("is whom the trusted proxy saw, not what that one was told", async () => {
        await start("127.0.0.0/8, 10.0.0.0/24");
        expect(await recorded("203.0.113.1, 203.0.113.9, 10.0.0.7")).to.deep.equal(["203.0.113.9", "203.0.113.9"]);
    });

    it("is the connection's where the header holds no address", async () => {
        await start("127.0.0.1");
        expect(await recorded("<script>")).to.deep.equal(["127.0.0.1", "127.0.0.1"]);
    });
});
