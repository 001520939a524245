import { expect } from "chai";
import { z } from "zod";

import { switchedOff } from "../dialects/mutant";
import { faultsSeen, fuzz } from "./run";

const seed = 20261129;
const count = 2000;

describe("mutated bodies", () => {
    it("give no endpoint a document that the policy would refuse, of 2000 in seven dialects", async () => {
        const { sent, forwarded, wrong, odd } = await fuzz(count, seed);
        expect(sent).to.be.at.least(count);
        expect(wrong).to.deep.equal([]);
        expect(odd).to.deep.equal([]);
        // Enough pass, so that refusing everything would not pass this test.
        expect(forwarded).to.be.above(count / 8);
    });

    it("are found at fault by the endpoint's own check when a dialect knows no schema, or writes nothing", () => {
        expect(faultsSeen(count, seed, (dialect) => ({ ...dialect, schema: () => z.unknown() }))).to.be.above(
            count / 4,
        );
        expect(faultsSeen(count, seed, (dialect) => ({ ...dialect, write: () => undefined }))).to.be.above(count / 20);
    });

    const pieces = [
        "/model",
        "/mcp_servers",
        "/tools/0",
        "/messages/0/content/0",
        "/messages/0/x",
        "/store",
        "/input/0",
    ];
    for (const piece of [...pieces, "/toolConfig/tools/0", "/additionalModelRequestFields/x", "/anthropic_beta"]) {
        it(`are found at fault when every dialect's schema is open at ${piece}`, () => {
            const open = faultsSeen(700, seed, (dialect) => ({
                ...dialect,
                schema: (allowed) => switchedOff(dialect.schema(allowed), piece),
            }));
            expect(open).to.be.above(0);
        });
    }
});
