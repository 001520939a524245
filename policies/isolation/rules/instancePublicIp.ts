import { unless } from "../../framework/outcome";
import { flagAt, numberAt, textsAt, valueAt } from "../../framework/read";
import { resourceRule } from "../../framework/rule";

/** What an instance shows alone, so that it is stopped before it is created. */
export const instanceNoPublicIp = resourceRule("isolation", {
    id: "instance-no-public-ip",
    severity: "critical",
    title: "No instance asks for a public address",
    why: "The same as no-public-ip, for what one resource shows alone: this one stops the instance on `up`.",
    remediation: "Write associatePublicIpAddress: false; leaving it out takes what the subnet gives.",
    source: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-instance-addressing.html",
    rows: [1, 2, 5],
    types: ["aws:ec2/instance:Instance"],
    check: (instance) =>
        unless(
            flagAt(instance, "associatePublicIpAddress") === true && `${instance.name} asks for a public address`,
            valueAt(instance, "associatePublicIpAddress") === undefined &&
                valueAt(instance, "networkInterfaces") === undefined &&
                `${instance.name} takes what its subnet gives: write associatePublicIpAddress: false`,
            (numberAt(instance, "ipv6AddressCount") ?? 0) > 0 && `${instance.name} asks for IPv6 addresses`,
            textsAt(instance, "ipv6Addresses").length > 0 && `${instance.name} names IPv6 addresses`,
        ),
});
