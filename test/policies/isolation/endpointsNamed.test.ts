import { expect } from "chai";
import { judgeClaims } from "../../../analysis/claims";
import { buildGraph } from "../../../analysis/graph/build";
import { fromPlan } from "../../../analysis/graph/resource";
import type { Plan } from "../../../model/plan";
import { ofType, withInputs, withResource } from "../../../mutate/mutant";
import { planned } from "../../fixtures/planned";

describe("claims about what endpoints and DNS lead to", function () {
    this.timeout(120_000);
    let plan: Plan;
    before(async () => {
        plan = (await planned("prod")).plan;
    });
    const verdicts = (of: Plan) =>
        Object.fromEntries(judgeClaims(buildGraph(fromPlan(of))).map(({ id, verdict }) => [id, verdict]));
    const vpcId = () => ofType(plan, "ec2/vpc:Vpc")[0].id;
    const with_ = (inputs: Readonly<Record<string, unknown>>) =>
        withResource(plan, "ec2/vpcEndpoint:VpcEndpoint", "added", { vpcId: vpcId(), ...inputs });

    const outsiders: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
        "a third party's PrivateLink": {
            vpcEndpointType: "Interface",
            serviceName: "com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0",
        },
        "execute-api": { vpcEndpointType: "Interface", serviceName: "com.amazonaws.us-east-1.execute-api" },
        DynamoDB: { vpcEndpointType: "Gateway", serviceName: "com.amazonaws.us-east-1.dynamodb" },
        "S3 Express": { vpcEndpointType: "Gateway", serviceName: "com.amazonaws.us-east-1.s3express" },
        "multi-region access points": {
            vpcEndpointType: "Interface",
            serviceName: "com.amazonaws.s3-global.accesspoint",
        },
        "SSM of another region": { vpcEndpointType: "Interface", serviceName: "com.amazonaws.eu-west-1.ssm" },
        "SSM by another region's number": {
            vpcEndpointType: "Interface",
            serviceName: "com.amazonaws.us-east-1.ssm",
            serviceRegion: "eu-west-1",
        },
        "a resource of VPC Lattice": {
            vpcEndpointType: "Resource",
            resourceConfigurationArn: "arn:aws:vpc-lattice:us-east-1:999999999999:resourceconfiguration/rcfg-1",
        },
        "a gateway load balancer": {
            vpcEndpointType: "GatewayLoadBalancer",
            serviceName: "com.amazonaws.vpce.us-east-1.vpce-svc-1",
        },
    };
    for (const [what, inputs] of Object.entries(outsiders))
        it(`refutes both egress claims when there is an endpoint for ${what}`, () => {
            const found = verdicts(with_(inputs));
            expect([found["agent-egress-only"], found["verifier-egress-only"]]).to.deep.equal(["refuted", "refuted"]);
        });

    it("refutes them when an endpoint that the intent names takes anybody's credentials", () => {
        const ssm = ofType(plan, "ec2/vpcEndpoint:VpcEndpoint").find(({ name }) => name.endsWith("-ssm"))!;
        expect(verdicts(withInputs(plan, ssm, { policy: undefined }))["agent-egress-only"]).to.equal("refuted");
    });

    it("refutes no-dns-exfiltration when DNS lets one name through that the intent does not approve", () => {
        const list = ofType(plan, "route53/resolverFirewallDomainList:ResolverFirewallDomainList").find(
            ({ props }) => !(props.domains as string[]).includes("*"),
        )!;
        const more = [...(list.props.domains as string[]), "paste.example.net"];
        expect(verdicts(withInputs(plan, list, { domains: more }))["no-dns-exfiltration"]).to.equal("refuted");
    });

    it("proves every claim of the plan itself", () => {
        expect(new Set(Object.values(verdicts(plan)))).to.deep.equal(new Set(["proved"]));
    });
});
