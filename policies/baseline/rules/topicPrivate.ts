import { demanded } from "../../../analysis/iam/document";
import { unless } from "../../framework/outcome";
import { documentAt } from "../../framework/read";
import { resourceRule } from "../../framework/rule";

export const topicPrivate = resourceRule("baseline", {
    id: "topic-private",
    severity: "high",
    title: "No topic is for everybody",
    why: "Whoever may subscribe reads every message.",
    remediation: "Name principals, or demand aws:SourceAccount.",
    source: "https://docs.aws.amazon.com/sns/latest/dg/sns-security-best-practices.html",
    rows: [109],
    types: ["aws:sns/topic:Topic", "aws:sns/topicPolicy:TopicPolicy"],
    check(topic) {
        const open = (documentAt(topic, "policy") ?? []).filter(
            (statement) =>
                statement.allow &&
                (statement.notPrincipal || statement.principals.some(({ kind }) => kind === "any")) &&
                demanded(statement, "aws:SourceAccount", "aws:SourceOwner", "aws:PrincipalAccount").length === 0,
        );
        return unless(open.length > 0 && `${topic.name} is for everybody: name principals`);
    },
});
