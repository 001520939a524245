import { expect } from "chai";
import type { Plan } from "../../model/plan";
import { scannedAs } from "../../mutate/campaign";
import { type Converted, convert, snake, terraformType, toTerraform } from "../../mutate/checkov/terraform";
import { ofType, withInputs, withResource } from "../../mutate/mutant";
import { planned } from "../fixtures/planned";

describe("a plan in Terraform's form", function () {
    this.timeout(60_000);
    let plan: Plan;
    let all: readonly Converted[];
    before(async () => {
        plan = (await planned("prod")).plan;
        all = convert(plan);
    });
    const at = (address: string) => {
        const found = all.find(({ planned }) => planned.address === address);
        if (!found) throw new Error(`no ${address}`);
        return found;
    };

    it("has every resource of AWS once, under Terraform's type", () => {
        const resources = plan.resources.filter(({ type }) => type.startsWith("aws:"));
        expect(new Set(all.map(({ planned: { address } }) => address)).size).to.equal(resources.length);
        expect(terraformType("aws:ec2/networkAclRule:NetworkAclRule")).to.equal("aws_network_acl_rule");
        expect(terraformType("aws:lb/loadBalancer:LoadBalancer")).to.equal("aws_lb");
        expect(terraformType("aws:s3/bucketPolicy:BucketPolicy")).to.equal("aws_s3_bucket_policy");
        expect(() => terraformType("tls:index/privateKey:PrivateKey")).to.throw(/no type of the AWS provider/);
        expect(snake("ipv6CidrBlock")).to.equal("ipv6_cidr_block");
    });

    it("writes nested objects as blocks and tags as a map", () => {
        const { values } = at("aws_instance.openhands").planned;
        expect(values.metadata_options).to.deep.include.members([
            { ...(values.metadata_options as object[])[0], http_tokens: "required" },
        ]);
        expect(values.tags).to.be.an("object").that.is.not.an("array");
        expect(at("aws_lb_listener.verifier-https").planned.values).to.have.property("default_action");
    });

    it("names other resources by reference, and leaves their ids out of the values", () => {
        const { planned: instance, configured } = at("aws_instance.openhands");
        expect(instance.values).to.not.have.property("subnet_id");
        expect(configured.expressions.subnet_id).to.deep.equal({
            references: ["aws_subnet.network-private-0.id", "aws_subnet.network-private-0"],
        });
        const addresses = new Set(all.map(({ planned: { address } }) => address));
        const { configuration } = toTerraform(plan);
        const references = [...JSON.stringify(configuration).matchAll(/"references":\[([^\]]*)\]/g)].flatMap(
            ([, name]) => (JSON.parse(`[${name}]`) as string[]).map((text) => text.split(".").slice(0, 2).join(".")),
        );
        expect(references.length).to.be.above(100);
        expect(references.filter((address) => !addresses.has(address))).to.deep.equal([]);
    });

    it("counts for Checkov what fails on the mutant and not on the valid plan", () => {
        const [host] = ofType(plan, "ec2/instance:Instance");
        const id = "x";
        const mutant = { id, family: "host" as const, rows: [], plan: withInputs(plan, host, { monitoring: true }) };
        const scan = (failed: string[], judged: string[] = []) => ({
            failed: new Set(failed),
            judged: new Set(judged),
        });
        const before = scan(["CKV_1 aws_lb.a"], ["aws_instance"]);
        expect(scannedAs(mutant, plan, before, scan(["CKV_1 aws_lb.a", "CKV_2 aws_instance.b"]))).to.equal("killed");
        expect(scannedAs(mutant, plan, before, scan(["CKV_1 aws_lb.a"]))).to.equal("missed");
        const alias = withResource(plan, "kms/alias:Alias", "added", {});
        expect(scannedAs({ ...mutant, plan: alias }, plan, before, before)).to.equal("no check");
    });
});
