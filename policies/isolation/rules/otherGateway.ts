import { violation } from "../../framework/outcome";
import { resourceRule } from "../../framework/rule";

const gateways: Readonly<Record<string, string>> = {
    "aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway": "a way out for IPv6",
    "aws:ec2/vpcPeeringConnection:VpcPeeringConnection": "a way to and from another VPC",
    "aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter": "a way to and from another VPC",
    "aws:ec2transitgateway/vpcAttachment:VpcAttachment": "a way to and from other networks",
    "aws:ec2/vpnGateway:VpnGateway": "a way to and from another network",
    "aws:ec2/vpnGatewayAttachment:VpnGatewayAttachment": "a way to and from another network",
};

export const noOtherGateway = resourceRule("isolation", {
    id: "no-other-gateway",
    severity: "high",
    title: "No way into or out of the VPC stands ready besides the internet gateway, NAT and the endpoints",
    why: "A peering, VPN or egress-only gateway without a route carries nothing yet; one route, which its other end may add, makes it a way round every barrier.",
    remediation: "Remove it; what the stack must reach belongs behind an endpoint or the gateway on the edge.",
    source: "https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html",
    rows: [54, 55, 58],
    designSpecific: true,
    types: Object.keys(gateways),
    check: ({ name, type }) => violation(`${name} is ${gateways[type]}, and the design has none`),
});
