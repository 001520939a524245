import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";

const read = (path: string): string => readFileSync(join(__dirname, "..", "..", path), "utf8");

/** The names in the table's first column; one may end with `*`. */
function tableOf(page: string): string[] {
    const rows = page.slice(page.indexOf("## Dependencies")).split("\n");
    return rows.flatMap((row) =>
        [...row.slice(0, row.indexOf("|", 1)).matchAll(/`([^`]+)`/g)].map(([, name]) => name!),
    );
}

function fromNpm(path: string): Record<string, string> {
    const { dependencies, devDependencies } = JSON.parse(read(path)) as Record<string, Record<string, string>>;
    return { ...dependencies, ...devDependencies };
}

/** Programs of Go that a script compiles: `name=v1.2.3`. */
const fromGo = (path: string): string[] => [...read(path).matchAll(/\b([a-z]+)=v\d/g)].map(([, name]) => name!);

const fromPyPI = (path: string): string[] => [...read(path).matchAll(/^([\w-]+)==/gm)].map(([, name]) => name!);

describe("docs/decisions.md", () => {
    const named = tableOf(read("docs/decisions.md"));
    const covers = (row: string, name: string): boolean =>
        row.endsWith("*") ? name.startsWith(row.slice(0, -1)) : row === name;
    const npm = [
        ...[
            "package.json",
            "services/gateway/package.json",
            "services/verifier/package.json",
            "services/verifier/image/node/package.json",
        ],
        ...["policies/baseline/package.json", "policies/isolation/package.json"],
    ].flatMap((path) => Object.entries(fromNpm(path)));

    it("says of each package why it is there; types are there for the package that they describe", () => {
        const untold = npm.map(([name]) => name).filter((name) => !named.some((row) => covers(row, name)));
        expect(untold.filter((name) => !name.startsWith("@types/"))).to.deep.equal([]);
    });

    it("names none that is not used any more", () => {
        const pypi = [
            "services/verifier/bench/requirements.txt",
            "mutate/checkov/requirements.txt",
            "services/gateway/test/keys/requirements.txt",
        ].flatMap(fromPyPI);
        // The CLI comes from its own site, not from npm.
        const used = [...npm.map(([name]) => name), ...pypi, ...fromGo("test/gate/install"), "pulumi"];
        expect(named.filter((row) => !used.some((name) => covers(row, name)))).to.deep.equal([]);
    });

    it("is about exact versions", () => {
        expect(npm.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).to.deep.equal([]);
    });
});
