import type { GraphResource } from "../../../analysis/graph/resource";
import { balancerTypes } from "../../../analysis/graph/types";
import { text } from "../../../analysis/graph/values";
import type { Context } from "../../framework/context";
import { unless } from "../../framework/outcome";
import { resourceInContextRule } from "../../framework/rule";

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
