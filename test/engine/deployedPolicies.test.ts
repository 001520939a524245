import { expect } from "chai";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { deployment, engineSuite, type Stack, stacks } from "./deployment";
import { packs } from "./packs";

engineSuite("the packs on what is deployed", () => {
    const analyze = (state: unknown, stack: Stack) => {
        const { project } = deployment();
        const file = join(project.folder, "state.json");
        writeFileSync(file, JSON.stringify(state));
        return project.pulumi("policy", "analyze", "--file", file, ...packs(stack));
    };
    const exported = (stack: Stack) =>
        JSON.parse(deployment().project.succeed("stack", "export", "--stack", stack)) as {
            deployment: {
                resources: { urn: string; inputs: Record<string, unknown>; outputs: Record<string, unknown> }[];
            };
        };

    for (const stack of stacks) {
        it(`accept the export of ${stack}`, () => {
            const { status, stdout, stderr } = analyze(exported(stack), stack);
            expect(status, stdout + stderr).to.equal(0);
        });

        it(`accept an unchanged deployment of ${stack} by preview and up`, () => {
            const { project } = deployment();
            for (const command of [["preview"], ["up", "--yes"]]) {
                const { status, stdout } = project.pulumi(...command, "--stack", stack, ...packs(stack));
                expect(status, stdout).to.equal(0);
            }
        });

        it(`refuse an export of ${stack} that somebody changed by hand, and name the rule`, () => {
            const state = exported(stack);
            const host = state.deployment.resources.find(({ urn }) =>
                urn.endsWith("aws:ec2/instance:Instance::openhands"),
            );
            if (host === undefined) throw new Error("no openhands");
            const metadataOptions = { httpTokens: "optional", httpPutResponseHopLimit: 2 };
            Object.assign(host.inputs, { metadataOptions });
            Object.assign(host.outputs, { metadataOptions });
            const { status, stdout } = analyze(state, stack);
            expect(status).to.not.equal(0);
            expect(stdout).to.include("imds-token-one-hop");
        });
    }
});
