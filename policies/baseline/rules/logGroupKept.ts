import { isUnknown, text } from "../../../analysis/graph/values";
import { unless } from "../../framework/outcome";
import { numberAt } from "../../framework/read";
import { resourceRule } from "../../framework/rule";

/** Without retentionInDays a group is kept for ever (AWS's default): that is not a decision, and costs more every month. */
export const logGroupKept = resourceRule("baseline", {
    id: "log-group-kept",
    severity: "medium",
    title: "Every log group is encrypted with a key of ours and kept at least a year",
    why: "Logs are what an audit reads, and they hold names of people.",
    remediation: "Set kmsKeyId, and retentionInDays to 365 or more.",
    source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html",
    rows: [53, 103, 104],
    types: ["aws:cloudwatch/logGroup:LogGroup"],
    check(group) {
        const days = numberAt(group, "retentionInDays") ?? 0;
        // Which key is not known before the key exists: that there is one, is.
        const hasKey = text(group.props.kmsKeyId) !== undefined || isUnknown(group, "kmsKeyId");
        return unless(
            days < 365 &&
                `${group.name} is kept ${days === 0 ? "for ever, which nobody decided" : `${days} days`}: set retentionInDays to 365 or more`,
            !hasKey && `${group.name} is encrypted with no key of ours: set kmsKeyId`,
        );
    },
});
