import { readConfig } from "./stacks/config";
import { demo } from "./stacks/demo";
import { prod } from "./stacks/prod";

/** What Pulumi runs: reads the stack's configuration, composes the environment, exports its outputs. */
export = async () => {
    const config = readConfig();
    return config.profile === "prod" ? prod(config) : demo(config);
};
