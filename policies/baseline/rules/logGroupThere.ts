import { concerns } from "../../../analysis/iam/document";
import { unless } from "../../framework/outcome";
import { documentAt, textAt } from "../../framework/read";
import { resourceInContextRule } from "../../framework/rule";
import { rolePolicyType, groupType } from "./logging";

export const logGroupThere = resourceInContextRule("baseline", {
    id: "log-group-there",
    severity: "medium",
    title: "Every log group that a role may write to is one of the stack",
    why: "Where there is no group nothing is recorded, or AWS makes one without key and retention.",
    remediation: "Add the LogGroup under the name that the role's policy names.",
    source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html",
    rows: [103, 104],
    types: [rolePolicyType],
    check(policy, { linker }) {
        const groups = linker.ofType(groupType).map((group) => textAt(group, "name") ?? group.name);
        const written = (documentAt(policy, "policy") ?? [])
            .filter((statement) => statement.allow && concerns(statement, "logs:PutLogEvents"))
            .flatMap(({ resources }) =>
                resources.map((resource) => /:log-group:([^:*]+)/.exec(resource)?.[1] ?? resource),
            );
        return unless(
            ...written
                .filter((name) => !groups.includes(name))
                .map((name) => `${policy.name} writes to ${name}, which is no log group of the stack: add it`),
        );
    },
});
