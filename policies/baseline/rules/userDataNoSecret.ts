import type { GraphResource } from "../../../analysis/graph/resource";
import { unknown, unless } from "../../framework/outcome";
import { textAt } from "../../framework/read";
import { resourceRule } from "../../framework/rule";
import { opened } from "../layers";
import { secretsIn } from "../secretForms";

const templateType = "aws:ec2/launchTemplate:LaunchTemplate";

export const userDataNoSecret = resourceRule("baseline", {
    id: "user-data-no-secret",
    severity: "critical",
    title: "No secret is in user data",
    why: "Everybody who may describe the instance reads its user data, and so does every process on it.",
    remediation: "Put the secret into Secrets Manager or a SecureString parameter, and name it in the host's bundle.",
    source: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html",
    rows: [9, 22],
    types: ["aws:ec2/instance:Instance", templateType, "aws:ec2/launchConfiguration:LaunchConfiguration"],
    check(host) {
        const layers: string[] = [];
        try {
            layers.push(...layersOf(host));
        } catch (error) {
            return unknown(`user data of ${host.name} (${(error as Error).message})`, "user data that can be unpacked");
        }
        const found = [...new Set(layers.flatMap(secretsIn))];
        return unless(found.length > 0 && `${host.name} has what looks like ${found.join(", ")} in its user data`);
    },
});

/** User data, and what is packed in it: base64, gzip, and the files that cloud-init writes. */
function layersOf(host: GraphResource): string[] {
    const plain = host.type === templateType ? undefined : textAt(host, "userData");
    const encoded = host.type === templateType ? textAt(host, "userData") : textAt(host, "userDataBase64");
    return [...(plain ? opened(Buffer.from(plain)) : []), ...(encoded ? opened(Buffer.from(encoded, "base64")) : [])];
}
