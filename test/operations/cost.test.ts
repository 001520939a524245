import { expect } from "chai";
import { estimate } from "../../analysis/cost";
import { sumDollars } from "../../analysis/cost/money";
import { planned } from "../fixtures/planned";

/** The proposal's total, the top of the range of the option that prod implements, and what the operations may add that it asks for and did not price. */
const bound = 128.32 + 60 + 25;

describe("the price of prod", function () {
    this.timeout(120_000);

    it("stays, the verifier's half apart, within the requirements' figures and 25 dollars for operations", async () => {
        const { lines } = estimate((await planned("prod")).plan);
        const isVerifiers = ({ urn, role }: { urn: string | null; role: string | null }) =>
            role === "verifier" || role === "artifacts" || urn?.split("::").at(-1)?.startsWith("verifier") === true;
        const half = sumDollars(lines.filter((line) => !isVerifiers(line)).map(({ monthly }) => monthly ?? 0));
        expect(half).to.be.within(150, bound);
    });
});
