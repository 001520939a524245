import { unless } from "../../framework/outcome";
import { resourceInContextRule } from "../../framework/rule";

export const secretRotates = resourceInContextRule("baseline", {
    id: "secret-rotates",
    severity: "low",
    title: "Every secret of the stack is rotated",
    why: "A secret that never changes is still good when it turns up years later.",
    remediation: "Add secretsmanager.SecretRotation.",
    source: "https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets.html",
    rows: [110],
    types: ["aws:secretsmanager/secret:Secret"],
    check(secret, { linker }) {
        const rotations = linker.ofType("aws:secretsmanager/secretRotation:SecretRotation");
        return unless(
            !rotations.some((rotation) => linker.names(rotation, "secretId", secret, secret.type)) &&
                `${secret.name} is never rotated: add secretsmanager.SecretRotation`,
        );
    },
});
