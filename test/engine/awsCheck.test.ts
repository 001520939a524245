import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { planProgram, type Program } from "../../preflight/plan";
import { readStackFiles, type StackFiles } from "../../preflight/stackFiles";
import { finished, type Finished } from "../fixtures/finished";
import { inPairs } from "./pairs";

/**
 * Every shape of the program, replayed as API calls against AWS's own service models: ../shared/aws-check, or what AWS_CHECK
 * names. A plan that passes may still be refused by AWS; one that does not is wrong.
 */
const repository = join(__dirname, "..", "..");
const tool = process.env.AWS_CHECK ?? join(repository, "..", "shared", "aws-check", "check");

interface Shape {
    readonly name: string;
    readonly stack: "dev" | "prod";
    /** Sections of `isolated-openhands` that differ from the checked-in file, merged key by key. */
    readonly config?: Readonly<Record<string, object>>;
}

const zones = ["us-east-1a", "us-east-1b", "us-east-1c"];

const network = (mode: string, azCount: number, natGateways: string) => ({
    network: { mode, azCount, natGateways, availabilityZones: zones.slice(0, Math.max(2, azCount)) },
});

const perZone = (mode: string) =>
    [1, 2, 3].flatMap((count) =>
        (count === 1 ? ["single"] : ["single", "per-az"]).map((nat) => ({
            name: `${mode}, ${count} zone(s), NAT ${nat}`,
            // Prod refuses mode nat without a named exemption; demo has the same components.
            stack: mode === "nat" ? ("dev" as const) : ("prod" as const),
            config: network(mode, count, nat),
        })),
    );

const shapes: readonly Shape[] = [
    { name: "dev as checked in (default VPC)", stack: "dev" },
    { name: "prod as checked in", stack: "prod" },
    ...perZone("nat"),
    ...perZone("nat-endpoints"),
    {
        name: "prod with everything that is optional",
        stack: "prod",
        config: {
            host: { legacySsmAgent: true },
            access: {
                authorizedCidrs: ["203.0.113.0/24", "198.51.100.0/24"],
                sshCidrs: ["203.0.113.7/32"],
                openHands: {
                    host: "agent.example.com",
                    certificate: { kind: "letsencrypt", email: "ops@example.com", hostedZoneId: "Z0123456789ABC" },
                },
            },
            llm: {
                endpoints: [
                    {
                        name: "bedrock",
                        kind: "bedrock",
                        region: "us-east-1",
                        models: ["anthropic.claude-3-haiku-20240307-v1:0"],
                    },
                    {
                        name: "anthropic",
                        kind: "https",
                        host: "api.anthropic.com",
                        paths: ["/v1/messages"],
                        authHeader: "x-api-key",
                        secretName: "llm/anthropic",
                    },
                ],
            },
        },
    },
];

/** What the tool does not know: a demo's own certificate, made by a provider that calls no AWS API, and kept in IAM. */
const selfSigned = [
    "aws:iam/serverCertificate:ServerCertificate",
    "tls:index/privateKey:PrivateKey",
    "tls:index/selfSignedCert:SelfSignedCert",
];

interface Checked {
    readonly rejections: readonly { urn: string; property: string; reason: string }[];
    readonly unchecked: readonly unknown[];
    readonly executed: number;
}

describe("AWS's own models", function () {
    if (!existsSync(tool)) {
        if (process.env.AWS_CHECK !== undefined) {
            it("has the tool that AWS_CHECK names", () => expect.fail(`${tool} is not there`));
        }
        for (const { name } of shapes) it.skip(`${name}: ${tool} is not there`);
        return;
    }
    let folder: string;
    const said = new Map<Shape, Finished>();
    before(async function () {
        this.timeout(900_000);
        folder = mkdtempSync(join(tmpdir(), "aws-check-"));
        const { default: program } = (await import("../../index.js")) as unknown as { default: Program };
        const fileOf = (shape: Shape) => join(folder, `${shapes.indexOf(shape)}.json`);
        // Planned one after the other: programs share Pulumi's runtime.
        for (const shape of shapes) {
            writeFileSync(fileOf(shape), JSON.stringify(await planProgram(configured(shape), program)));
        }
        await inPairs(shapes, async (shape) => void said.set(shape, await finished(tool, ["--json", fileOf(shape)])));
    });
    after(() => rmSync(folder, { recursive: true, force: true }));

    for (const shape of shapes) {
        it(`reject nothing of ${shape.name}`, () => {
            const { status, stdout, stderr } = said.get(shape)!;
            expect(status, `status 2 and 3 are about the tool: ${stderr}`).to.be.oneOf([0, 1]);
            const { rejections, unchecked, executed } = JSON.parse(stdout) as Checked;
            expect(rejections).to.deep.equal([]);
            expect(unchecked, "types that the tool does not know").to.deep.equal(
                shape.stack === "dev" ? selfSigned : [],
            );
            expect(executed, "calls that the local API executed").to.be.greaterThan(50);
            expect(status, "a rule of the tool could not finish: " + stdout + stderr).to.equal(0);
        });
    }
});

function configured({ stack, config = {} }: Shape): StackFiles {
    const files = readStackFiles(repository, stack);
    const merged = Object.entries(config).map(([section, values]) => {
        const key = `isolated-openhands:${section}`;
        const present = parse(files.config[key] ?? "{}") as object;
        return [key, JSON.stringify({ ...present, ...values })];
    });
    return { ...files, config: { ...files.config, ...Object.fromEntries(merged) } };
}
