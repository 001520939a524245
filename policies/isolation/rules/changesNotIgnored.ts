import type { GraphResource } from "../../../analysis/graph/resource";
import { ignoredText, wronglyIgnored } from "../../../model/ignorable";
import { judge } from "../../framework/judge";
import { compliant, type Outcome, violation } from "../../framework/outcome";
import type { Rule } from "../../framework/rule";

function check({ type, name, ignoreChanges = [] }: GraphResource): Outcome {
    const paths = wronglyIgnored(type, ignoreChanges);
    return paths.length === 0 ? compliant : violation(ignoredText(`${type} ${name}`, paths));
}

export const changesNotIgnored: Rule = {
    id: "changes-not-ignored",
    pack: "isolation",
    severity: "critical",
    title: "No resource keeps a value that the program does not say, but for the image of a host and the default ACL's subnets",
    why: "With ignoreChanges a rule judges the program's value, and AWS keeps another: one that was set by hand, or by an older program.",
    remediation: "Remove ignoreChanges; tags and descriptions may stay.",
    source: "https://www.pulumi.com/docs/iac/concepts/resources/options/ignorechanges/",
    rows: [129],
    resource: { check: (resource) => judge(resource, () => check(resource)) },
    evaluate: ({ resources }) => resources.flatMap((resource) => judge(resource, () => check(resource))),
};
