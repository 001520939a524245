import { unless } from "../../framework/outcome";
import { flagAt } from "../../framework/read";
import { resourceRule } from "../../framework/rule";
import { hasKey } from "./services";

export const trailComplete = resourceRule("baseline", {
    id: "trail-complete",
    severity: "high",
    title: "A trail of the stack is on, in every region, validated, and watched",
    why: "What is not recorded did not happen, as far as anybody can show.",
    remediation:
        "Set isMultiRegionTrail, enableLogFileValidation and cloudWatchLogsGroupArn, and leave enableLogging on.",
    source: "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/best-practices-security.html",
    rows: [105, 106],
    types: ["aws:cloudtrail/trail:Trail"],
    check: (trail) =>
        unless(
            flagAt(trail, "isMultiRegionTrail") !== true && `${trail.name} is of one region: set isMultiRegionTrail`,
            flagAt(trail, "enableLogging") === false && `${trail.name} is off: remove enableLogging: false`,
            flagAt(trail, "enableLogFileValidation") !== true &&
                `${trail.name} can be changed unseen: set enableLogFileValidation`,
            !hasKey(trail, "cloudWatchLogsGroupArn") &&
                `${trail.name} is watched by nothing: set cloudWatchLogsGroupArn`,
        ),
});
