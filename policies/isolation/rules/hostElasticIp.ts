import { unless } from "../../framework/outcome";
import { valueAt } from "../../framework/read";
import { resourceRule } from "../../framework/rule";
import { isUnknown } from "../../../analysis/graph/values";

const hostProperties = ["instance", "instanceId", "networkInterface", "networkInterfaceId"] as const;

export const hostNoElasticIp = resourceRule("isolation", {
    id: "host-no-elastic-ip",
    severity: "critical",
    title: "No Elastic IP belongs to a host",
    why: "An Elastic IP beats every flag that keeps an instance private. NAT gateways and load balancers name theirs themselves.",
    remediation: "Remove the Elastic IP or its association.",
    source: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/elastic-ip-addresses-eip.html",
    rows: [3, 4],
    types: ["aws:ec2/eip:Eip", "aws:ec2/eipAssociation:EipAssociation"],
    check: (address) => {
        const named = hostProperties.filter(
            (property) => isUnknown(address, property) || valueAt(address, property) !== undefined,
        );
        return unless(named.length > 0 && `${address.name} gives a public address to a host (${named.join(", ")})`);
    },
});
