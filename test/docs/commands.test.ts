import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";

const root = join(__dirname, "..", "..");
const read = (file: string) => readFileSync(join(root, file), "utf8");
const { scripts } = JSON.parse(read("package.json")) as { scripts: Readonly<Record<string, string>> };

const folders = ["docs", "services/gateway/docs", "services/verifier/docs"];
const pages = ["README.md", "CONTRIBUTING.md", "services/gateway/README.md"].concat(
    folders.flatMap((folder) =>
        readdirSync(join(root, folder))
            .filter((file) => file.endsWith(".md"))
            .map((file) => `${folder}/${file}`),
    ),
);

/** Commands of a page: in a fence, in an indented block, or between backquotes. */
function commandsIn(text: string): string[] {
    const fenced = [...text.matchAll(/```[a-z]*\n([\s\S]*?)```/g)].flatMap(([, block]) =>
        block.replaceAll(/\\\n\s*/g, " ").split("\n"),
    );
    const rest = text.replaceAll(/```[\s\S]*?```/g, "");
    const indented = [...rest.matchAll(/^ {4}(\S.*)$/gm)].map(([, line]) => line);
    const quoted = [...rest.matchAll(/`([^`]+)`/g)].map(([, span]) => span);
    return [...fenced, ...indented, ...quoted]
        .flatMap((line) => line.split(" | "))
        .map((line) =>
            line
                .trim()
                .replace(/^\$ /, "")
                .replace(/\s+#.*$/, "")
                .replaceAll(/\s+/g, " "),
        )
        .filter((line) => /^(npm|npx|make|node|pulumi|aws|docker) \S/.test(line));
}

function filesBelow(folder: string): string[] {
    return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
        const path = `${folder}/${entry.name}`;
        if (entry.isDirectory()) return entry.name === "node_modules" ? [] : filesBelow(path);
        return path.endsWith(".ts") ? [path] : [];
    });
}

/** What tests start: the program of a script by its path, or the script itself. */
const tests = ["test", "services/gateway/test", "services/verifier/test"].flatMap(filesBelow).map(read).join("\n");
const programOf = (script: string) => /(?:^|\s)([\w./-]+\/(?:start|[\w-]+\.ts))/.exec(scripts[script] ?? "")?.[1] ?? "";
const isStarted = (script: string) =>
    (programOf(script) !== "" && tests.includes(`"${programOf(script)}"`)) ||
    tests.includes(`scripts.${script}`) ||
    script in inProcess;

/** Programs of a few lines around what a test calls, and the services, which tests start by themselves. */
const inProcess: Readonly<Record<string, readonly [test: string, calls: string]>> = {
    verifier: ["services/verifier/test/soak/serviceProcess.ts", 'spawn("./start"'],
    gateway: ["services/gateway/test/gateway.test.ts", "src/main.ts"],
    breaking: ["test/docs/breaking.test.ts", 'from "./breaking"'],
    attacks: ["test/docs/attacks.test.ts", 'from "./attacks/page"'],
    "gateway:attacks": ["services/gateway/test/attacks/attacks.test.ts", 'from "./table"'],
    purge: ["services/verifier/test/e2e/artifactDeletion.test.ts", "purge"],
    "verifier:image": ["services/verifier/test/image/image.test.ts", "image/build"],
    "types:inputs": ["test/policies/isolation/knownTypes.test.ts", "schema/inputsTable"],
    "git:image": ["twin/machines/ownImages.ts", "services/git/build.ts"],
};

/** What needs what no test has, or what is to be looked at by people. */
const byHand: readonly (readonly [command: RegExp, why: string])[] = [
    [/^(make bench|make soak|node --import=tsx (services\/\w+\/)?bench\/[\w/]+\.ts( .*)?)$/, "measures a machine"],
    [/^npm install --/, "changes the lockfile"],
    [/^aws secretsmanager create-secret /, "needs an AWS account"],
    [/^npx pulumi (login s3:|stack init \S+ --secrets-provider awskms:)/, "needs an AWS account"],
    [/^docker (pull|image inspect)( |$)/, "asks a registry for the base image's digest, once"],
];

/** What the engine and the container tests call, by a text of theirs. */
const called: readonly (readonly [command: RegExp, file: string, says: string])[] = [
    [/^npx pulumi$/, "test/engine/project.ts", "node_modules/.bin/pulumi"],
    [/^npx pulumi stack init \S+$/, "test/engine/deployment.ts", '"stack", "init"'],
    [/^npx pulumi stack output \w+$/, "test/engine/lifecycle.test.ts", '"stack", "output"'],
    [/^npx pulumi stack export( |$)/, "test/engine/reach.test.ts", '"stack", "export"'],
    [/^npx pulumi preview --json --show-sames$/, "test/engine/reach.test.ts", '"--show-sames"'],
    [/^npx pulumi (up|preview|preview\|up) --stack \S+ --policy-pack /, "test/engine/packs.ts", '"--policy-pack"'],
    [/^pulumi (up|preview)( --json)?$/, "test/engine/deployment.ts", '"up", "--stack"'],
    [/^pulumi stack (output \w+|export)$/, "test/engine/lifecycle.test.ts", '"stack", "output"'],
    [/^docker (run|load|stop|save)( |$)/, "services/verifier/test/image/image.test.ts", "docker"],
    [/^make preflight$/, "Makefile", "npm run -s preflight"],
    [/^make twin$/, "Makefile", "npm run -s twin -- "],
    [/^make test$/, "Makefile", "test/run.ts"],
];

/** Why nobody would notice when the command no longer works; undefined when a test would. */
function unrun(command: string): string | undefined {
    const [, script] = /^npm run (?:-s )?([\w:-]+)/.exec(command) ?? [];
    if (script !== undefined) {
        if (!Object.hasOwn(scripts, script)) return `package.json has no script ${script}`;
        return isStarted(script) ? undefined : `no test starts ${programOf(script)}`;
    }
    if (byHand.some(([form]) => form.test(command))) return undefined;
    return called.some(([form]) => form.test(command)) ? undefined : "no test is known that runs it";
}

describe("the commands of the pages", function () {
    this.timeout(600_000);
    const all = pages.flatMap((page) => commandsIn(read(page)).map((command) => ({ page, command })));

    it("are each run by a test, or are of the few that need an account, a registry or a person", () => {
        expect(all.length).to.be.above(60);
        const found = all.flatMap(({ page, command }) => {
            const why = unrun(command);
            return why === undefined ? [] : [`${page}: ${command}: ${why}; write a test that runs it`];
        });
        expect([...new Set(found)]).to.deep.equal([]);
    });

    it("would be noticed when they are new", () => {
        for (const command of ["npm run nonsense", "npm run -s lint", "npx pulumi cancel", "docker ps", "make clean"])
            expect(unrun(command), command).to.be.a("string");
        expect(
            commandsIn("x `npm run up -- prod` y\n\n    make twin   # z\n\n```sh\n$ npx pulumi up \\\n  --yes\n```"),
        ).to.deep.equal(["npx pulumi up --yes", "make twin", "npm run up -- prod"]);
    });

    it("are run where this list says", () => {
        for (const [, file, says] of [...called, ...Object.values(inProcess).map((one) => ["", ...one] as const)]) {
            expect(existsSync(join(root, file)), file).to.equal(true);
            expect(read(file), file).to.include(says);
        }
        // Every line of the list is of a command that there is.
        for (const [form] of [...called, ...byHand])
            expect(
                all.some(({ command }) => form.test(command)),
                String(form),
            ).to.equal(true);
    });

    // Prettier breaks lines of what is code.
    const asWritten = (text: string) => text.replaceAll(/\s+/g, "").replaceAll(",]", "]");
    const npm = (...args: string[]) =>
        spawnSync("npm", ["run", "-s", ...args], { cwd: root, encoding: "utf8", maxBuffer: 2 ** 28 });

    const printed: readonly (readonly [script: string, program: string, page: string, args?: readonly string[]])[] = [
        ["configuration", "test/docs/configuration.ts", "docs/configuration.md"],
        ["configuration", "test/docs/configuration.ts", "docs/stack-file.schema.json", ["--", "--schema"]],
        ["cves", "hosts/nginx/page.ts", "docs/nginx-cves.md"],
        ["types", "policies/isolation/types/generate.ts", "policies/isolation/types/harmless.ts"],
    ];
    for (const [script, program, page, args = []] of printed)
        it(`print ${page} by npm run -s ${[script, ...args].join(" ")}`, () => {
            expect(scripts[script]).to.include(program);
            const { status, stdout, stderr } = npm(script, ...args);
            expect(status, stderr).to.equal(0);
            expect(asWritten(stdout)).to.equal(asWritten(read(page)));
        });

    it("print the rules' table, which docs/policies.md holds, and the levels of the general ones", () => {
        expect(scripts.policies).to.include("policies/table.ts");
        const table = npm("policies");
        expect(table.status, table.stderr).to.equal(0);
        const lines = table.stdout.split("\n").filter((line) => line.startsWith("| "));
        expect(lines.length).to.be.above(50);
        for (const line of lines) expect(read("docs/policies.md")).to.include(line);
        const general = npm("policies", "--", "--general");
        expect(general.status, general.stderr).to.equal(0);
        expect(JSON.parse(general.stdout)).to.be.an("object");
    });

    it("say how they are called when they are called wrongly", () => {
        for (const [script, program] of [
            ["prices", "preflight/prices.ts"],
            ["preview", "preflight/pulumi.ts"],
            // What it asks of hosts, test/twin/probe.test.ts judges.
            ["probe", "twin/probe/cli.ts"],
        ]) {
            expect(scripts[script]).to.include(program);
            const { status, stderr } = npm(script);
            expect(status, stderr).to.be.above(0);
            expect(stderr).to.include(`npm run ${script === "preview" ? "" : "-s "}${script}`);
        }
    });
});
