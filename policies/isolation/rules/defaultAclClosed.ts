import { unless } from "../../framework/outcome";
import { resourceInContextRule } from "../../framework/rule";

const defaultAclType = "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl";

export const defaultAclClosed = resourceInContextRule("isolation", {
    id: "default-acl-closed",
    severity: "medium",
    title: "The default network ACL of every VPC is adopted and lets nothing through",
    why: "A subnet that somebody adds, or whose association is lost, has it; AWS's own allows everything.",
    remediation: "Adopt it with ec2.DefaultNetworkAcl without entries.",
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/default-network-acl.html",
    rows: [47, 49],
    types: ["aws:ec2/vpc:Vpc"],
    check(vpc, { linker }) {
        const adopted = linker
            .ofType(defaultAclType)
            .filter(
                (acl) =>
                    acl.props.defaultNetworkAclId === vpc.outputs.defaultNetworkAclId ||
                    linker.dependsOn(acl, "defaultNetworkAclId", vpc),
            );
        return unless(
            adopted.length === 0 && `the default ACL of ${vpc.name} is AWS's own, which allows everything`,
            adopted.some(({ props }) => props.ingress !== undefined || props.egress !== undefined) &&
                `the default ACL of ${vpc.name} has entries`,
        );
    },
});
