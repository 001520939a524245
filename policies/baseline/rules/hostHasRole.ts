import { isUnknown, text } from "../../../analysis/graph/values";
import { unless } from "../../framework/outcome";
import { resourceRule } from "../../framework/rule";

export const hostHasRole = resourceRule("baseline", {
    id: "host-has-role",
    severity: "medium",
    title: "Every host has a role",
    why: "A host without one is given keys that do not expire.",
    remediation: "Set iamInstanceProfile.",
    source: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/iam-roles-for-amazon-ec2.html",
    rows: [10],
    types: ["aws:ec2/instance:Instance", "aws:ec2/spotInstanceRequest:SpotInstanceRequest"],
    check: (host) =>
        unless(
            // Which profile is not known before it exists: that there is one, is.
            text(host.props.iamInstanceProfile) === undefined &&
                !isUnknown(host, "iamInstanceProfile") &&
                `${host.name} has no role: set iamInstanceProfile`,
        ),
});
