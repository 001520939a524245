import * as pulumi from "@pulumi/pulumi";
import { readConfig } from "./stacks/config";
import { demo } from "./stacks/demo";
import { prod } from "./stacks/prod";
import { liftProtections, removing } from "./stacks/removal";

/** What Pulumi runs: reads the stack's configuration, composes the environment, exports its outputs. */
export = async () => {
    const config = readConfig();
    if (process.env[removing] === pulumi.getStack()) liftProtections();
    return config.profile === "prod" ? prod(config) : demo(config);
};
