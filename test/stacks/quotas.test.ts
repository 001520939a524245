import { expect } from "chai";
import { messageOf, rawConfig } from "../fixtures/config";

describe("AWS's quotas in the configuration", () => {
    it("answers 10,000 authorized blocks with the quota, at once", function () {
        this.timeout(10_000);
        const authorizedCidrs = Array.from({ length: 10_000 }, (_, i) => `100.${i >> 8}.${i & 255}.0/24`);
        for (const profile of ["demo", "prod"]) {
            const message = messageOf(
                rawConfig({ profile, "network.mode": undefined, "access.authorizedCidrs": authorizedCidrs }),
            );
            expect(message).to.match(/AWS's default quota is \d0: write fewer, larger blocks/);
            expect(message.length).to.be.below(1000);
        }
    });
});
