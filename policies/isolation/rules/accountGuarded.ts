import { unless } from "../../framework/outcome";
import { resourceRule } from "../../framework/rule";
import { guards } from "../types/guards";

/** An unknown value is refused too: the readers throw, and the framework says which input is not known. */
export const accountGuarded = resourceRule("isolation", {
    id: "account-guarded",
    severity: "high",
    title: "What the stack sets for the whole account or region protects it",
    why: "A guard that one stack switches off is off for every host, bucket, image and snapshot of the account or region.",
    remediation: "Write the value that the message names, or leave the setting to those who own the account.",
    source: "https://docs.aws.amazon.com/ebs/latest/userguide/encryption-by-default.html",
    rows: [17, 57, 124],
    types: Object.keys(guards),
    check: (setting) =>
        unless(
            ...guards[setting.type].map(
                ({ safe, write }) =>
                    !safe(setting) &&
                    `${setting.name} takes a guard from the whole account or region (${setting.type}): ${write}`,
            ),
        ),
});
