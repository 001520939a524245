import { chmodSync, readFileSync, rmSync } from "node:fs";
import { parseConfig } from "./config";
import { Passage } from "./server";

const [, , option, path, ...rest] = process.argv;
if ((option !== "--config" && option !== "--check") || path === undefined || rest.length > 0) {
    console.error("usage: passage --config FILE | --check FILE");
    process.exit(2);
}
const config = parseConfig(readFileSync(path, "utf8"));
if (option === "--config") {
    const passage = new Passage(config);
    // A socket that a killed process left behind.
    rmSync(config.listen, { force: true });
    passage.server.listen(config.listen, () => {
        chmodSync(config.listen, 0o660);
        console.log(`READY ${config.listen}`);
    });
    process.once("SIGTERM", () => process.exit(0));
}
