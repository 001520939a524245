import { unless } from "../../framework/outcome";
import { numberAt, textAt } from "../../framework/read";
import { resourceRule } from "../../framework/rule";

export const imdsTokenOneHop = resourceRule("isolation", {
    id: "imds-token-one-hop",
    severity: "critical",
    title: "Instance metadata needs a token and answers within one hop",
    why: "A container, or a request that a proxy was talked into, otherwise gets the role's credentials.",
    remediation: "Write metadataOptions with httpTokens: required and httpPutResponseHopLimit: 1.",
    source: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html",
    rows: [6, 7, 20],
    types: [
        "aws:ec2/instance:Instance",
        "aws:ec2/spotInstanceRequest:SpotInstanceRequest",
        "aws:ec2/launchTemplate:LaunchTemplate",
        "aws:ec2/launchConfiguration:LaunchConfiguration",
    ],
    check: (host) => {
        if (textAt(host, "metadataOptions", "httpEndpoint") === "disabled") return unless();
        const hops = numberAt(host, "metadataOptions", "httpPutResponseHopLimit");
        return unless(
            textAt(host, "metadataOptions", "httpTokens") !== "required" &&
                `${host.name} answers metadata requests without a token: set httpTokens to required`,
            hops !== 1 &&
                `${host.name} lets metadata answers travel ${hops ?? "as many hops as the image says"}: write 1`,
        );
    },
});
