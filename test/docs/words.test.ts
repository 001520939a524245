import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import ts from "typescript";

/** The field's own words, in code, messages and pages; and titles of tests that say something where they fail. */

const root = join(__dirname, "..", "..");

/** Words that the code once had for things that have a name, and the name. */
const instead: Readonly<Record<string, string>> = {
    "mend(s|ed|ing)?": "fix",
    "wears?|wearing|worn": "is attached to",
    "strangers?": "outsider",
    foreign: "external",
    "given up": "waived",
    "the world": "any address",
    singly: "forEveryAddress",
    "Residents?": "Member",
    "Stretch(es)?": "AddressAtom",
    EgressWay: "EgressRule",
    "[A-Za-z]*Surroundings": "AccountLookups",
    subjectRule: "resourceInContextRule",
    "doubtful\\(": "unknownAt",
    "notes\\.unknown": "gaps.add",
    "to open: ": "what would have to change, and that it must not",
};

/** Rooms of the proof and the program. Hosts, twin and services have fields of their own. */
const rooms = ["analysis", "components", "design", "model", "mutate", "policies", "preflight", "stacks"];

function below(folder: string, ending: string): string[] {
    return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
        const path = `${folder}/${entry.name}`;
        if (entry.isDirectory()) return entry.name === "node_modules" ? [] : below(path, ending);
        return path.endsWith(ending) ? [path] : [];
    });
}

/** What `reach` and `pulumi` are scripted with stays what it was. */
const scripted = /s3:foreign/g;

const words = new RegExp(`(?<![\\w-])(${Object.keys(instead).join("|")})(?![\\w-])`, "g");

const foundIn = (text: string): string[] =>
    [...text.replace(scripted, "").matchAll(words)].map(([word]) => word.trim());

/** Titles of tests that are written out, or the part of a template before its first value. */
function titlesIn(file: string): string[] {
    const source = ts.createSourceFile(file, readFileSync(join(root, file), "utf8"), ts.ScriptTarget.Latest, true);
    const titles: string[] = [];
    const visit = (node: ts.Node): void => {
        if (ts.isCallExpression(node) && node.expression.getText() === "it") {
            const [title] = node.arguments;
            if (title !== undefined && ts.isStringLiteralLike(title)) titles.push(title.text);
        }
        node.forEachChild(visit);
    };
    visit(source);
    return titles;
}

const verb =
    /\b(is|are|was|were|has|have|may|can|cannot|must|does|do|will|would|be|[a-z]{2,}(?<!ss)s|admit|give|hold|keep|need|refuse|say|take)\b/;

/** A title that begins with a thing has to say what the thing does: "the parameter" says nothing where it fails. */
const isFragment = (title: string): boolean =>
    /^(an?|the|another|two|no|none|nothing|\d+)\b/i.test(title) && !verb.test(title.replace(/^\S+\s+\S+/, ""));

describe("words", () => {
    const pages = below("docs", ".md").filter((page) => !/verifier|gateway/.test(page));
    const files = [...rooms.flatMap((room) => below(room, ".ts")), ...pages, "README.md", "CONTRIBUTING.md"];

    it("are the field's own in every file of the program, the proof and the pages", () => {
        const wrong = files.flatMap((file) =>
            foundIn(readFileSync(join(root, file), "utf8")).map((word) => `${file}: ${word}`),
        );
        expect(wrong).to.deep.equal([]);
    });

    it("of the old kind are found, and ids that people script against are not", () => {
        expect(foundIn("a foreign bucket wears what the world has")).to.deep.equal(["foreign", "wears", "the world"]);
        expect(foundIn("--to s3:foreign, amended")).to.deep.equal([]);
    });

    it("make a sentence of every test's title", () => {
        const tests = below("test", ".test.ts");
        expect(tests.length).to.be.greaterThan(100);
        const wrong = tests.flatMap((file) =>
            titlesIn(file)
                .filter(isFragment)
                .map((title) => `${file}: ${title}`),
        );
        expect(wrong).to.deep.equal([]);
    });

    it("that make no sentence are told from those that do", () => {
        expect(["the parameter", "two resources with one URN", "60 blocks a group"].filter(isFragment)).to.have.length(
            3,
        );
        expect(["the parameter is read", "has an owner", "a secret may be there"].filter(isFragment)).to.deep.equal([]);
    });
});
