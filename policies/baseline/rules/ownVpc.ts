import { violation } from "../../framework/outcome";
import { resourceInContextRule } from "../../framework/rule";

/** awsx.ec2.DefaultVpc only looks the VPC up; ec2.DefaultVpc takes it over, and its deletion with it. */
export const ownVpc = resourceInContextRule("baseline", {
    id: "own-vpc",
    severity: "medium",
    title: "The stack has a VPC of its own",
    why: "A default VPC has other tenants, public subnets, and defaults that nobody chose.",
    remediation: "Set network.mode to nat or nat-endpoints.",
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc.html",
    rows: [13],
    types: ["awsx:ec2:DefaultVpc", "aws:ec2/defaultVpc:DefaultVpc", "aws:ec2/defaultSubnet:DefaultSubnet"],
    check: ({ name }) => violation(`${name} is the account's default VPC: set network.mode to nat or nat-endpoints`),
});
