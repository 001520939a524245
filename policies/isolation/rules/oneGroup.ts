import { stackRule } from "../../framework/rule";
import { each, networkOf } from "../network";

export const oneGroupEach = stackRule("isolation", {
    id: "one-group-each",
    severity: "high",
    title: "Every host, load balancer and endpoint has exactly one security group",
    why: "Groups add up: each further one lets through what no other group of the interface says. None at all is the default group, or no filter.",
    remediation: "Give each role a group of its own, and put what it may do into that.",
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html",
    rows: [37, 41],
    designSpecific: true,
    evaluate(context) {
        const holders = networkOf(context).interfaces.filter(({ kind }) => kind !== "nat");
        return each(
            holders,
            ({ owner }) => owner.urn,
            ({ name, groups = [] }) =>
                groups.length === 1
                    ? []
                    : [
                          `${name} has ${groups.length === 0 ? "no group" : groups.map((group) => group.name).join(", ")}`,
                      ],
        );
    },
});
