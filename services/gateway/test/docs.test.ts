import { expect } from "chai";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { emptyCall } from "../src/call";
import { parseConfig } from "../src/config";
import { dialects } from "../src/dialects/index";

const read = (path: string): string => readFileSync(join(__dirname, "..", path), "utf8");
const page = read("docs/gateway.md");

describe("what is written about the gateway", () => {
    it("begins with a FILE that is taken", () => {
        const example = /^ {4}\{\n[^]*?^ {4}\}$/m.exec(read("README.md"))?.[0] ?? "";
        expect(parseConfig(example)).to.have.property("config");
    });

    it("names every key of FILE that is known, every dialect and every name of an audit line", () => {
        const { problems } = parseConfig('{"endpoints":[{}]}') as { problems: string[] };
        expect(problems.join()).to.contain("listen");
        const keys = [...read("src/config.ts").matchAll(/^ {4}(\w+): (?:z[\s.]|strings|limits)/gm)].map(
            ([, name]) => name!,
        );
        expect(keys.length).to.be.above(15);
        for (const name of [...keys, ...Object.keys(dialects)]) expect(page, name).to.contain(name);
        expect(page).to.contain(Object.keys(emptyCall("a")).join(" "));
    });
});
