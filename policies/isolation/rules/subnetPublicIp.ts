import { unless } from "../../framework/outcome";
import { flagAt } from "../../framework/read";
import { resourceRule } from "../../framework/rule";

export const subnetNoPublicIp = resourceRule("isolation", {
    id: "subnet-no-public-ip",
    severity: "high",
    title: "No subnet gives addresses away",
    why: "An instance that says nothing about its address gets what its subnet gives.",
    remediation: "Set mapPublicIpOnLaunch: false and leave assignIpv6AddressOnCreation out.",
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-public-ip.html",
    rows: [2, 51],
    types: ["aws:ec2/subnet:Subnet", "aws:ec2/defaultSubnet:DefaultSubnet"],
    check: (subnet) =>
        unless(
            flagAt(subnet, "mapPublicIpOnLaunch") === true &&
                `${subnet.name} gives a public IPv4 address to every instance: set mapPublicIpOnLaunch to false`,
            flagAt(subnet, "assignIpv6AddressOnCreation") === true &&
                `${subnet.name} gives an IPv6 address to every interface: leave assignIpv6AddressOnCreation out`,
        ),
});
