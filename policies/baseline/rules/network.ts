export const groupType = "aws:ec2/securityGroup:SecurityGroup";

export const classicType = "aws:ec2/securityGroupRule:SecurityGroupRule";

export const ruleTypes = [
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
];
