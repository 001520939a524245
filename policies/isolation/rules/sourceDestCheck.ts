import { unless } from "../../framework/outcome";
import { flagAt } from "../../framework/read";
import { resourceRule } from "../../framework/rule";

export const sourceDestCheck = resourceRule("isolation", {
    id: "source-dest-check",
    severity: "high",
    title: "No host forwards packets of others",
    why: "With the check off a host can be a router round every group of the others.",
    remediation: "Leave sourceDestCheck on.",
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/work-with-nat-instances.html",
    rows: [14],
    types: ["aws:ec2/instance:Instance", "aws:ec2/networkInterface:NetworkInterface"],
    check: (resource) =>
        unless(flagAt(resource, "sourceDestCheck") === false && `${resource.name} has sourceDestCheck off`),
});
