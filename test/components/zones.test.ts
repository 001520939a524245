import { expect } from "chai";
import { availabilityText } from "../../preflight/availability";
import { document, planned, type Planned } from "../fixtures/planned";

describe("a stack of two zones", () => {
    let plan: Planned;
    before(async () => (plan = await planned("prod", { network: { azCount: 2 } })));

    const zoneOf = (name: string) =>
        plan.all("ec2/subnet:Subnet").find(({ id }) => id === plan.one("ec2/instance:Instance", name).props.subnetId)
            ?.props.availabilityZone;

    it("has a verifier in each zone with its own address, and one agent and one web proxy", () => {
        const hosts = plan.all("ec2/instance:Instance").map(({ name, props }) => [name, props.privateIp, zoneOf(name)]);
        expect(hosts).to.deep.equal([
            ["openhands", "10.0.1.10", "us-east-1a"],
            ["verifier", "10.0.1.20", "us-east-1a"],
            ["verifier-2", "10.0.17.20", "us-east-1b"],
            ["web-proxy", "10.0.2.10", "us-east-1a"],
        ]);
    });

    it("puts both verifiers behind the one load balancer, which keeps a client at the host that has its batch", () => {
        const attached = plan.all("lb/targetGroupAttachment:TargetGroupAttachment");
        const ofVerifier = attached.filter(({ name }) => name.startsWith("verifier"));
        expect(ofVerifier.map(({ props }) => plan.nameOf(props.targetId))).to.deep.equal(["verifier", "verifier-2"]);
        expect(plan.one("lb/targetGroup:TargetGroup", "verifier").props.stickiness).to.deep.include({ enabled: true });
    });

    it("gives each verifier a role, a log group and parameters of its own", () => {
        const reads = (role: string) =>
            plan
                .all("iam/rolePolicy:RolePolicy")
                .filter(({ props }) => props.role === role)
                .flatMap(({ props }) => document(props.policy).Statement)
                .flatMap(({ Resource }) => (Resource ?? []) as string | string[])
                .filter((resource) => /parameter\/.*\/(hosts|certificates)\//.test(resource))
                .map((resource) => resource.split("/prod/")[1]);
        expect(new Set(reads("openhands-verifier-2-host"))).to.deep.equal(
            new Set(["hosts/verifier-2", "certificates/verifier-2", "certificates/edge"]),
        );
        expect(reads("openhands-edge-host")).to.include.members(["certificates/verifier", "certificates/verifier-2"]);
        expect(plan.all("cloudwatch/logGroup:LogGroup").map(({ props }) => props.name)).to.include(
            "/isolated-openhands/prod/logs/verifier-2",
        );
    });

    it("admits the second verifier to the package gateway of the web proxy, by address and by group", () => {
        const [edge] = plan.all("s3/bucketObjectv2:BucketObjectv2").filter(({ name }) => name === "host-edge");
        expect(edge).to.not.equal(undefined);
        expect(plan.one("ec2/instance:Instance", "verifier-2").props.vpcSecurityGroupIds).to.deep.equal(
            plan.one("ec2/instance:Instance", "verifier").props.vpcSecurityGroupIds,
        );
    });

    it("says what the second zone buys, and what stays in one", () => {
        expect(availabilityText(plan.plan)).to.match(
            /^the verifier stands in 2 zones; the web proxy and OpenHands stand/,
        );
    });
});
