import { unless } from "../../framework/outcome";
import { textAt } from "../../framework/read";
import { resourceRule } from "../../framework/rule";

export const documentPrivate = resourceRule("baseline", {
    id: "document-private",
    severity: "high",
    title: "No SSM document is public",
    why: "A document shows how hosts are administered, and what is in it.",
    remediation: "Share it with account ids only.",
    source: "https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-ssm-sharing.html",
    rows: [112],
    types: ["aws:ssm/document:Document"],
    check: (document) =>
        unless(
            /\ball\b/i.test(textAt(document, "permissions", "accountIds") ?? "") &&
                `${document.name} is public: name account ids in permissions`,
        ),
});
