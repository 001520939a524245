import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { answerLookup } from "../preflight/lookups";
import { readStackFiles } from "../preflight/stackFiles";

/** The program of prod under plain mocks: what bench/preflight.ts measures preflight against. */
async function main(): Promise<void> {
    const { project, stack, config } = readStackFiles(join(__dirname, ".."), "prod");
    const place = { account: "111122223333", region: "us-east-1" };
    let resources = 0;
    pulumi.runtime.setAllConfig(config);
    await pulumi.runtime.setMocks(
        {
            newResource: ({ name, inputs }) => {
                resources += 1;
                return { id: `${name}-id`, state: inputs };
            },
            call: ({ token, inputs }) => answerLookup(token, inputs, place),
        },
        project,
        stack,
        false,
    );
    const { default: program } = await import("../index.js");
    await pulumi.runtime.runInPulumiStack(program);
    // Exported, but not in the SDK's types.
    await (pulumi.runtime as unknown as { waitForRPCs(): Promise<void> }).waitForRPCs();
    if (resources < 100) throw new Error(`the program made ${resources} resources: that is not prod`);
}

void main();
