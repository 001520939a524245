import { expect } from "chai";

import { idleTimeoutSeconds } from "../../../../components/parts/applicationBalancer";
import { Service } from "./service";

describe("a connection that nobody uses", () => {
    it("is given up by the load balancer before the service closes it, which would be a 502", async () => {
        const service = await Service.start({});
        try {
            const { headers } = await fetch(`${service.url}/health`);
            const seconds = /^timeout=(\d+)$/.exec(headers.get("keep-alive") ?? "")?.[1];
            expect(Number(seconds)).to.be.above(idleTimeoutSeconds);
        } finally {
            await service.stop();
        }
    });
});
