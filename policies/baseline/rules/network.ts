import type { GraphResource } from "../../../analysis/graph/resource";
import { networkOf } from "../../../analysis/graph/ofPlan";
import { balancerTypes } from "../../../analysis/graph/types";
import { text } from "../../../analysis/graph/values";
import type { Context } from "../../framework/context";
import { unless, violation } from "../../framework/outcome";
import { itemsAt, textAt, valueAt } from "../../framework/read";
import { resourceRule, resourceInContextRule } from "../../framework/rule";

const groupType = "aws:ec2/securityGroup:SecurityGroup";
const classicType = "aws:ec2/securityGroupRule:SecurityGroupRule";
const ruleTypes = [
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
];

export const groupDescribed = resourceRule("baseline", {
    id: "group-described",
    severity: "low",
    title: "Every security group and rule says what it is for",
    why: "A rule that nobody can explain is one that nobody dares to remove.",
    remediation: "Write a description. A group's cannot be changed later: the group is replaced.",
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
    rows: [38],
    types: [groupType, classicType, ...ruleTypes],
    check(one) {
        const inline = ["ingress", "egress"].flatMap((way) => itemsAt(one, way));
        const silent = inline.filter((path) => textAt(one, ...path, "description") === undefined);
        return unless(
            // The SDK fills in "Managed by Pulumi", which says nothing.
            ["Managed by Pulumi", undefined].includes(textAt(one, "description")) &&
                `${one.name} has no description: say what it is for`,
            ...silent.map((path) => `${one.name}: ${path.join(".")} has no description: say what it is for`),
        );
    },
});

export const groupOneForm = resourceInContextRule("baseline", {
    id: "group-one-form",
    severity: "medium",
    title: "The rules of a security group are written in one form",
    why: "Inline rules delete standalone ones at the next deployment, and those come back at the one after.",
    remediation: "Write vpc.SecurityGroupIngressRule and EgressRule only, and none in the group.",
    source: "https://www.pulumi.com/registry/packages/aws/api-docs/ec2/securitygroup/",
    rows: [39],
    types: [groupType],
    check(group, { linker }) {
        const names = (type: string) =>
            linker.ofType(type).some((rule) => linker.names(rule, "securityGroupId", group, groupType));
        const forms = [
            (valueAt(group, "ingress") !== undefined || valueAt(group, "egress") !== undefined) && "inside the group",
            names(classicType) && "as SecurityGroupRule",
            ruleTypes.some(names) && "as SecurityGroupIngressRule or EgressRule",
        ].filter((form) => typeof form === "string");
        return unless(forms.length > 1 && `${group.name} has rules ${forms.join(" and ")}: keep one form`);
    },
});

/** Properties by which things that the network model does not know have a group; rules that name one do not. */
const groupProperties = ["vpcSecurityGroupIds", "securityGroups", "securityGroupIds"] as const;

/** Attached to an interface of the network, in whatever form, or named by something that the model does not know. */
const isAttached = (group: GraphResource, { linker, resources }: Context): boolean =>
    networkOf(resources).interfaces.some(({ groups = [] }) => groups.some(({ key }) => key === group.urn)) ||
    resources.some((one) => groupProperties.some((property) => linker.names(one, property, group, groupType)));

export const groupUsed = resourceInContextRule("baseline", {
    id: "group-used",
    severity: "low",
    title: "Every security group is attached to something",
    why: "What is left over is put on the next thing in a hurry, with whatever it lets through.",
    remediation: "Remove the group, or put it on what it was made for.",
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html",
    rows: [40],
    types: [groupType],
    check: (group, context) => unless(!isAttached(group, context) && `${group.name} is attached to nothing: remove it`),
});

export const addressUsed = resourceInContextRule("baseline", {
    id: "address-used",
    severity: "low",
    title: "Every Elastic IP is on something",
    why: "An address that is on nothing costs money, and is public the moment somebody attaches it.",
    remediation: "Remove it, or give it to the NAT gateway it was made for.",
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-eips.html",
    rows: [59],
    types: ["aws:ec2/eip:Eip"],
    check: (address, context) =>
        unless(
            !["instance", "networkInterface"].some((property) => isSet(address, property)) &&
                !isNamed(address, context) &&
                `${address.name} is on nothing: remove it`,
        ),
});

const isSet = ({ props, unknown, propertyDependencies }: GraphResource, property: string) =>
    text(props[property]) !== undefined || unknown.has(property) || property in propertyDependencies;

const isNamed = (address: GraphResource, { linker }: Context) =>
    linker
        .ofType("aws:ec2/natGateway:NatGateway", "aws:ec2/eipAssociation:EipAssociation", ...balancerTypes)
        .some((one) =>
            ["allocationId", "secondaryAllocationIds", "subnetMappings"].some((property) =>
                linker.names(one, property, address, address.type),
            ),
        );

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
