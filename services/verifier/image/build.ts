import { makeContext } from "./context";
import { makeOwnImage } from "./ownImage";

const verifier = {
    script: "verifier:image",
    repository: "isolated-openhands/verifier",
    role: "verifier",
    name: "verifier",
};

void makeOwnImage({ ...verifier, context: makeContext }).then((code) => process.exit(code));
