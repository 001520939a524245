import { list, object } from "../../../analysis/graph/values";
import { stackRule } from "../../framework/rule";
import { violationAt, compliantAt, networkOf } from "../network";

/** The address itself, through every way AWS has of giving one; joined over subnet, instance, interface and Elastic IP. */
export const noPublicIp = stackRule("isolation", {
    id: "no-public-ip",
    severity: "critical",
    title: "No host has a public address",
    why: "A host that the internet can address is protected by its security group alone.",
    remediation:
        "Set associatePublicIpAddress: false, mapPublicIpOnLaunch: false, and give no Elastic IP or IPv6 address to a host; put a load balancer before it.",
    source: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-instance-addressing.html",
    rows: [1, 2, 3, 4, 5, 19, 23],
    evaluate(context) {
        const hosts = networkOf(context).interfaces.filter(({ kind }) => kind === "instance" || kind === "other");
        const templates = context.linker.ofType(
            "aws:ec2/launchTemplate:LaunchTemplate",
            "aws:ec2/launchConfiguration:LaunchConfiguration",
        );
        const ofTemplates = templates.map((template) => {
            // The flag of a template is text: "true".
            const flags = [
                template.props.associatePublicIpAddress,
                ...list(template.props.networkInterfaces).map((value) => object(value).associatePublicIpAddress),
            ];
            const v6 = list(template.props.networkInterfaces).some(
                (value) => object(value).ipv6AddressCount !== undefined || object(value).ipv6Addresses !== undefined,
            );
            const open = flags.some((flag) => flag === true || flag === "true") || v6;
            return open
                ? violationAt(template.urn, `${template.name} gives its instances a public address`)
                : compliantAt(template.urn);
        });
        const ofHosts = hosts.map(({ owner, publicIpv4, hasIpv6, subnet }) => {
            if (publicIpv4)
                return violationAt(
                    owner.urn,
                    `${owner.name} gets a public IPv4 address (its own flag, subnet ${subnet.name}, or an Elastic IP)`,
                );
            if (hasIpv6) return violationAt(owner.urn, `${owner.name} gets an IPv6 address, which is public by nature`);
            return compliantAt(owner.urn);
        });
        return [...ofHosts, ...ofTemplates];
    },
});
