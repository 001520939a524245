import { copyFileSync, cpSync } from "node:fs";
import { join } from "node:path";
import { makeOwnImage } from "../verifier/image/ownImage";

const git = { script: "git:image", repository: "isolated-openhands/git", role: "agent", name: "openhands-git" };

void makeOwnImage({
    ...git,
    context(directory) {
        copyFileSync(join(__dirname, "Dockerfile"), join(directory, "Dockerfile"));
        cpSync(join(__dirname, "rootfs"), join(directory, "rootfs"), { recursive: true });
    },
}).then((code) => process.exit(code));
