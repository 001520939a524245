import { expect } from "chai";
import { document, planned, type Planned } from "../fixtures/planned";

/** Every rule of every group: "group in/out tcp ports peer", sorted. */
function groupRules(plan: Planned): string[] {
    const rules = (["Ingress", "Egress"] as const).flatMap((direction) =>
        plan.all(`vpc/securityGroup${direction}Rule:SecurityGroup${direction}Rule`).map(({ props }) => {
            const peer = props.cidrIpv4 ?? props.prefixListId ?? plan.nameOf(props.referencedSecurityGroupId);
            const ports = props.fromPort === props.toPort ? props.fromPort : `${props.fromPort}-${props.toPort}`;
            const way = direction === "Ingress" ? "in from" : "out to";
            return `${plan.nameOf(props.securityGroupId)} ${way} ${peer} ${props.ipProtocol}/${ports}`;
        }),
    );
    return rules.sort();
}

describe("hosts and ingress points in prod", () => {
    let plan: Planned;
    before(async () => (plan = await planned("prod")));

    it("may talk exactly as designed", () => {
        expect(groupRules(plan)).to.deep.equal([
            "network-endpoints in from openhands tcp/443",
            "network-endpoints in from verifier tcp/443",
            "network-endpoints in from web-proxy tcp/443",
            "openhands in from web-proxy tcp/3000",
            "openhands out to network-endpoints tcp/443",
            "openhands out to pl-63a5400a tcp/443",
            "openhands out to web-proxy tcp/4000",
            "openhands out to web-proxy tcp/4080",
            "verifier in from verifier-alb tcp/8000",
            "verifier out to network-endpoints tcp/443",
            "verifier out to pl-63a5400a tcp/443",
            "verifier out to web-proxy tcp/4080",
            "verifier-alb in from 203.0.113.0/24 tcp/443",
            "verifier-alb in from 203.0.113.0/24 tcp/80",
            "verifier-alb out to verifier tcp/8000",
            "web-proxy in from openhands tcp/4000",
            "web-proxy in from openhands tcp/4080",
            "web-proxy in from verifier tcp/4080",
            "web-proxy in from web-proxy-nlb tcp/443",
            "web-proxy in from web-proxy-nlb tcp/80",
            "web-proxy out to 0.0.0.0/0 tcp/443",
            "web-proxy out to network-endpoints tcp/443",
            "web-proxy out to openhands tcp/3000",
            "web-proxy-nlb in from 203.0.113.0/24 tcp/443",
            "web-proxy-nlb in from 203.0.113.0/24 tcp/80",
            "web-proxy-nlb out to web-proxy tcp/443",
            "web-proxy-nlb out to web-proxy tcp/80",
        ]);
    });

    it("have the groups of the requirements, without inline rules", () => {
        const names = plan.all("ec2/securityGroup:SecurityGroup").map(({ props }) => props.name);
        expect(names).to.deep.equal([
            "openhands-endpoints-sg",
            "openhands-server-sg",
            "ttb-verifier-sg",
            "ttb-alb-sg",
            "openhands-web-proxy-sg",
            "openhands-nlb-sg",
        ]);
        for (const { props } of plan.all("ec2/securityGroup:SecurityGroup"))
            expect(props).to.not.have.any.keys("ingress", "egress");
    });

    it("are hardened alike: fixed address, no public one, no key, metadata by token within one hop, encrypted root", () => {
        const instances = plan.all("ec2/instance:Instance");
        expect(
            instances.map(
                ({ name, props }) => `${name} ${props.instanceType} ${props.privateIp} ${plan.nameOf(props.subnetId)}`,
            ),
        ).to.deep.equal([
            "openhands t3.large 10.0.1.10 network-private-0",
            "verifier t3.medium 10.0.1.20 network-private-0",
            "web-proxy t3.small 10.0.2.10 network-edge-0",
        ]);
        for (const { props } of instances) {
            expect(props).to.include({
                associatePublicIpAddress: false,
                sourceDestCheck: true,
                ami: "ami-0123456789abcdef0",
            });
            expect(props).to.not.have.any.keys(
                "keyName",
                "ipv6AddressCount",
                "ipv6Addresses",
                "networkInterfaces",
                "secondaryPrivateIps",
            );
            expect(props.metadataOptions).to.deep.equal({
                httpEndpoint: "enabled",
                httpTokens: "required",
                httpPutResponseHopLimit: 1,
                httpProtocolIpv6: "disabled",
                instanceMetadataTags: "disabled",
            });
            expect(props.rootBlockDevice).to.deep.include({ volumeType: "gp3", encrypted: true });
        }
    });

    it("get constant user data under EC2's limit, whatever the configuration of the host", async () => {
        const other = await planned("prod", {
            openHands: { instanceType: "t3.xlarge", rootVolumeGb: 60 },
            operations: { patchWindow: "04:00" },
        });
        for (const { name, props } of plan.all("ec2/instance:Instance")) {
            expect(Buffer.byteLength(String(props.userData))).to.be.below(16_384);
            expect(other.one("ec2/instance:Instance", name).props.userData).to.equal(props.userData);
        }
    });

    it("come in through a network load balancer that keeps the client's address", () => {
        expect(plan.one("lb/loadBalancer:LoadBalancer", "web-proxy-nlb").props).to.deep.include({
            loadBalancerType: "network",
            internal: false,
            enableCrossZoneLoadBalancing: true,
            enableDeletionProtection: true,
        });
        for (const port of [443, 80]) {
            expect(plan.one("lb/listener:Listener", `web-proxy-${port}`).props).to.deep.include({
                protocol: "TCP",
                port,
                tcpIdleTimeoutSeconds: 3600,
            });
            expect(plan.one("lb/targetGroup:TargetGroup", `web-proxy-${port}`).props).to.deep.include({
                protocol: "TCP",
                port,
                preserveClientIp: "true",
            });
        }
    });

    it("wait for the internet gateway with their load balancers, which AWS refuses in a VPC without one", () => {
        const gateway = plan.one("ec2/internetGateway:InternetGateway", "network").urn;
        for (const { name, dependencies } of plan.all("lb/loadBalancer:LoadBalancer"))
            expect(dependencies, name).to.include(gateway);
    });

    it("boot when their role may do its work and the endpoints are there", () => {
        const endpoints = plan.all("ec2/vpcEndpoint:VpcEndpoint").map(({ urn }) => urn);
        for (const { name, dependencies } of plan.all("ec2/instance:Instance")) {
            const policy = plan.one("iam/rolePolicy:RolePolicy", name).urn;
            expect(dependencies, name).to.include.members([policy, ...endpoints]);
        }
    });

    it("come to the verifier by TLS 1.2 or later, with a redirect, logs and a time-out for a vision model", () => {
        expect(plan.one("lb/loadBalancer:LoadBalancer", "verifier-alb").props).to.deep.include({
            loadBalancerType: "application",
            dropInvalidHeaderFields: true,
            desyncMitigationMode: "defensive",
            idleTimeout: 300,
            accessLogs: { enabled: true, bucket: "isolated-openhands-logs-111122223333", prefix: "alb" },
        });
        expect(plan.one("lb/listener:Listener", "verifier-https").props).to.include({
            protocol: "HTTPS",
            port: 443,
            sslPolicy: "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
        });
        expect(plan.one("lb/listener:Listener", "verifier-http").props.defaultActions).to.deep.equal([
            { type: "redirect", redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } },
        ]);
        const group = plan.one("lb/targetGroup:TargetGroup", "verifier").props;
        expect(group).to.deep.include({ protocol: "HTTP", port: 8000 });
        expect(group.healthCheck).to.include({ path: "/health", matcher: "200" });
    });

    it("keep OpenHands' data on a volume of its own, in the host's zone, protected", () => {
        const volume = plan.one("ebs/volume:Volume", "openhands-data");
        expect(volume.props).to.include({ availabilityZone: "us-east-1a", size: 100, type: "gp3", encrypted: true });
        expect(volume.protect).to.equal(true);
        const attachment = plan.one("ec2/volumeAttachment:VolumeAttachment", "openhands-data");
        expect(plan.nameOf(attachment.props.volumeId)).to.equal("openhands-data");
    });

    it("attach a volume that config brings, and make none", async () => {
        const resource = await planned("prod", { openHands: { dataVolumeId: "vol-0123456789abcdef0" } });
        expect(resource.all("ebs/volume:Volume")).to.deep.equal([]);
        expect(resource.one("ec2/volumeAttachment:VolumeAttachment", "openhands-data").props.volumeId).to.equal(
            "vol-0123456789abcdef0",
        );
    });

    it("have roles that name what they use: no managed policy, no wildcard but the SSM agent's own actions", () => {
        expect(plan.all("iam/rolePolicyAttachment:RolePolicyAttachment")).to.deep.equal([]);
        for (const name of ["openhands", "verifier", "web-proxy"]) {
            const { Statement } = document(plan.one("iam/rolePolicy:RolePolicy", name).props.policy);
            const granted = Statement.filter(({ Effect }) => Effect === "Allow");
            const wide = granted.filter(({ Resource }) => Resource === "*");
            expect(wide.map(({ Sid }) => Sid)).to.deep.equal(["SessionManagerAndAssociations"]);
            for (const { Action } of granted)
                expect([Action].flat().filter((action) => String(action).includes("*"))).to.deep.equal([]);
        }
    });

    it("let only the web proxy read LLM keys, and each host only its own release", () => {
        const policy = (name: string) => plan.one("iam/rolePolicy:RolePolicy", name).props.policy as string;
        expect(policy("web-proxy")).to.include("secret:llm/anthropic-??????");
        for (const name of ["openhands", "verifier"]) expect(policy(name)).to.not.include("secretsmanager");
        expect(policy("openhands")).to.include("/host/agent/*").and.to.not.include("/host/edge/*");
    });

    it("speak ec2messages, through an endpoint of its own, only where config says that the image's agent is old", async () => {
        const says = (of: Planned) =>
            of
                .all("iam/rolePolicy:RolePolicy")
                .filter(({ props }) => String(props.policy).includes("ec2messages:GetMessages"));
        const endpoints = (of: Planned) => of.all("ec2/vpcEndpoint:VpcEndpoint").map(({ name }) => name);
        expect(says(plan)).to.deep.equal([]);
        expect(endpoints(plan)).to.not.include("network-endpoints-ec2messages");
        const legacy = await planned("prod", { host: { legacySsmAgent: true } });
        expect(says(legacy).map(({ name }) => name)).to.deep.equal(["openhands", "verifier", "web-proxy"]);
        expect(endpoints(legacy)).to.include("network-endpoints-ec2messages");
    });

    it("are nudged by a bundle's hash, and read it from their own parameter", () => {
        for (const [host, role] of [
            ["openhands", "agent"],
            ["verifier", "verifier"],
            ["web-proxy", "edge"],
        ]) {
            const { key, sha256 } = JSON.parse(String(plan.one("ssm/parameter:Parameter", host).props.insecureValue));
            expect(key).to.equal(`host/${role}/${sha256}.tar.gz`);
            expect(plan.one("s3/bucketObjectv2:BucketObjectv2", `host-${role}`).props.key).to.equal(key);
            const association = plan.one("ssm/association:Association", host).props as {
                parameters: { commands: string };
            };
            expect(association.parameters.commands).to.include(sha256);
            expect(plan.one("ec2/instance:Instance", host).props.userData).to.not.include(sha256);
        }
    });

    it("open SSH only when asked, and then from those blocks only", async () => {
        const open = await planned("prod", { access: { sshCidrs: ["198.51.100.0/24"] } });
        const ssh = groupRules(open).filter((rule) => rule.endsWith("/22"));
        expect(ssh).to.deep.equal([
            "web-proxy in from web-proxy-nlb tcp/22",
            "web-proxy-nlb in from 198.51.100.0/24 tcp/22",
            "web-proxy-nlb out to web-proxy tcp/22",
        ]);
        expect(groupRules(plan).filter((rule) => rule.endsWith("/22"))).to.deep.equal([]);
    });
});

describe("hosts and ingress points in the demo", () => {
    let plan: Planned;
    before(async () => (plan = await planned("dev")));

    it("have public addresses, and the same ingress points", () => {
        for (const { props } of plan.all("ec2/instance:Instance"))
            expect(props.associatePublicIpAddress).to.equal(true);
        expect(groupRules(plan)).to.deep.equal([
            "openhands in from web-proxy tcp/3000",
            "openhands out to 0.0.0.0/0 tcp/443",
            "openhands out to web-proxy tcp/4000",
            "openhands out to web-proxy tcp/4080",
            "verifier in from verifier-alb tcp/8000",
            "verifier out to 0.0.0.0/0 tcp/443",
            "verifier out to web-proxy tcp/4080",
            "verifier-alb in from 203.0.113.0/24 tcp/443",
            "verifier-alb in from 203.0.113.0/24 tcp/80",
            "verifier-alb out to verifier tcp/8000",
            "web-proxy in from 203.0.113.0/24 tcp/443",
            "web-proxy in from 203.0.113.0/24 tcp/80",
            "web-proxy in from openhands tcp/4000",
            "web-proxy in from openhands tcp/4080",
            "web-proxy in from verifier tcp/4080",
            "web-proxy out to 0.0.0.0/0 tcp/443",
            "web-proxy out to openhands tcp/3000",
        ]);
    });

    it("share fixed addresses at the end of the first default subnet", () => {
        const addresses = plan.all("ec2/instance:Instance").map(({ props }) => props.privateIp);
        expect(addresses).to.deep.equal(["172.31.15.237", "172.31.15.238", "172.31.15.236"]);
    });

    it("append the stack to every physical name", () => {
        expect(plan.inputs("s3/bucket:Bucket").artifacts.bucket).to.equal("ttb-verifier-artifacts-111122223333-dev");
        expect(plan.one("ec2/securityGroup:SecurityGroup", "web-proxy").props.name).to.equal(
            "openhands-web-proxy-sg-dev",
        );
    });

    it("make a certificate of their own when config names none, with its key nowhere in the clear", () => {
        const certificate = plan.one("iam/serverCertificate:ServerCertificate", "verifier-certificate");
        expect(certificate.props.privateKey).to.equal("[secret]");
        expect(JSON.stringify(plan.plan)).to.not.include("PRIVATE KEY");
    });

    it("use the certificate that config names, and make none", async () => {
        const certificateArn = "arn:aws:acm:us-east-1:111122223333:certificate/01234567-89ab-cdef-0123-456789abcdef";
        const named = await planned("dev", {
            access: { verifier: { host: "labels-dev.example.com", certificateArn } },
        });
        expect(named.all("iam/serverCertificate:ServerCertificate")).to.deep.equal([]);
        expect(named.one("lb/listener:Listener", "verifier-https").props.certificateArn).to.equal(certificateArn);
    });
});
