import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv";
import { expect } from "chai";
import { parse } from "yaml";
import type { z } from "zod";
import { jsonSchema } from "../../stacks/config/reference/jsonSchema";
import { keysOf } from "../../stacks/config/reference/keys";
import { says } from "../../stacks/config/reference/says";
import { sections } from "../../model/config/schema";
import { messageOf, rawConfig } from "../fixtures/config";
import { configurationPage, schemaText } from "./configuration";
import { examples } from "./configurationExamples";
import { mistakes } from "./configurationMistakes";

const root = join(__dirname, "..", "..");
const read = (...path: string[]) => readFileSync(join(root, ...path), "utf8");
const keys = Object.entries(sections).flatMap(([name, schema]) => keysOf(schema as z.ZodType, name));

describe("docs/configuration.md", () => {
    it("is what the schema says today: `npm run -s configuration > docs/configuration.md` writes it", () => {
        expect(read("docs", "configuration.md")).to.equal(configurationPage());
    });

    it("has every key with what it decides, and none that is not there: stacks/config/reference/says.ts", () => {
        expect(Object.keys(says).sort()).to.deep.equal(keys.map(({ path }) => path).sort());
    });

    it("has what to write for every key", () => {
        for (const { path, write } of keys) expect(write, path).to.match(/^write ./);
    });

    it("reaches what is nested: lists, kinds, and names that the user chooses", () => {
        const paths = keys.map(({ path }) => path);
        expect(paths).to.include.members([
            "access.users[].name",
            "access.openHands.certificate.hostedZoneId",
            "llm.endpoints[].secretName",
            "verifier.ollama.archiveSha256",
            "operations.prices.<name>",
        ]);
        expect(keys.find(({ path }) => path === "llm.endpoints[].region")?.kinds).to.deep.equal(["bedrock"]);
    });

    it("shows one message of each of its mistakes", () => {
        for (const mistake of mistakes)
            expect(messageOf(rawConfig(mistake)).split("\n"), JSON.stringify(mistake)).to.have.length(2);
    });

    for (const { what, yaml } of examples)
        it(`has an example that the parser takes: ${what}`, () => {
            const written = parse(yaml) as Record<string, unknown>;
            const change = Object.entries(written).map(([key, value]) => [key.split(":")[1], value]);
            expect(messageOf(rawConfig(Object.fromEntries(change)))).to.equal("");
        });
});

describe("docs/stack-file.schema.json", () => {
    const validate = new Ajv({ allErrors: true, schemaId: "auto" }).compile(jsonSchema());
    const faults = (file: unknown) => (validate(file) ? [] : (validate.errors ?? []));
    const prod = () => parse(read("Pulumi.prod.yaml")) as { config: Record<string, Record<string, unknown>> };

    it("is what the schema says today: `npm run -s configuration -- --schema > docs/stack-file.schema.json` writes it", () => {
        expect(read("docs", "stack-file.schema.json")).to.equal(schemaText());
    });

    it("takes the checked-in stacks", () => {
        for (const stack of ["dev", "prod"])
            expect(faults(parse(read(`Pulumi.${stack}.yaml`))), stack).to.deep.equal([]);
    });

    it("says what each key decides and what to write", () => {
        const { config } = jsonSchema().properties as Record<string, { properties: Record<string, never> }>;
        const network = config.properties["isolated-openhands:network"] as {
            properties: Record<string, { description: string }>;
        };
        expect(network.properties.azCount.description).to.match(
            /^zones of the private .*; write a whole number from 1 to 3$/,
        );
    });

    const breaks: [what: string, change: (config: Record<string, Record<string, unknown>>) => void][] = [
        ["a misspelt section", (config) => void (config["isolated-openhands:acces"] = {})],
        ["a misspelt nested key", (config) => void (config["isolated-openhands:network"].azCuont = 1)],
        ["a missing section", (config) => void delete config["isolated-openhands:llm"]],
        ["a number out of range", (config) => void (config["isolated-openhands:network"].azCount = 4)],
        ["an unknown choice", (config) => void (config["isolated-openhands:network"].mode = "open")],
        [
            "a value that has not the form of its key",
            (config) => void (config["isolated-openhands:host"].amiId = "latest"),
        ],
        ["a region that AWS does not have", (config) => void (config["aws:region"] = "eu-middle-1" as never)],
        [
            "a kind that there is not",
            (config) => void (config["isolated-openhands:llm"].endpoints = [{ kind: "http" }]),
        ],
    ];
    for (const [what, change] of breaks)
        it(`refuses ${what}`, () => {
            const file = prod();
            change(file.config);
            expect(faults(file)).to.not.be.empty;
        });
});
