import { expect } from "chai";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { rule } from "../server/mutants";
import { routes } from "./asking";
import { elsewhere, rows } from "./rows";
import { page } from "./table";

describe("an attack by the gateway", () => {
    for (const { id, attempt, mutant, check } of rows)
        rule(`${id}, ${attempt}, is stopped`, mutant, check, routes as never);

    it("stands in services/gateway/docs/attacks.md as it is tested", () => {
        expect(readFileSync(join(__dirname, "../../docs/attacks.md"), "utf8")).to.equal(page());
    });
    for (const { id, file, title } of elsewhere) {
        it(`${id} is shown by the test that the table names`, () => {
            expect(readFileSync(join(__dirname, "..", file), "utf8")).to.contain(title);
        });
    }
});
