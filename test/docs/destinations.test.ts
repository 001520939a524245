import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { destinations } from "../../design/destinations";
import { destinationTable } from "../../design/derive/destinationTable";
import { Naming } from "../../model/naming";
import { parseConfig } from "../../stacks/config";
import { rawConfig } from "../fixtures/config";

describe("docs/destinations.md", () => {
    it("is the allowlist of the checked-in prod stack", () => {
        const page = readFileSync(join(__dirname, "..", "..", "docs", "destinations.md"), "utf8");
        const naming = new Naming("prod", "111122223333", "us-east-1");
        expect(page).to.include(destinationTable(destinations({ ...parseConfig(rawConfig()), naming })));
    });
});
