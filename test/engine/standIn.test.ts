import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { Account } from "./provider/account";
import { check, create, diff, update } from "./provider/resources";
import { unknownValue } from "./provider/values";

/** What the stand-in provider refuses and replaces: the tests with the engine rest on it. */
const target = { account: "111122223333", region: "us-east-1" };
const identity = (type: string, name: string) => ({ type, name, urn: `urn:pulumi:s::p::${type}::${name}` });

const subnet = identity("aws:ec2/subnet:Subnet", "a");
const block = { vpcId: "vpc-1", cidrBlock: "10.0.0.0/24" };

describe("the stand-in provider", () => {
    let folder: string;
    let file: string;
    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "stand-in-"));
        file = join(folder, "aws.json");
    });
    afterEach(() => rmSync(folder, { recursive: true, force: true }));

    it("refuses a type that it does not know, and missing inputs, by name", () => {
        expect(check(identity("aws:ec2/new:New", "x"), {})[0].reason)
            .to.include("aws:ec2/new:New")
            .and.include("types.ts");
        expect(check(subnet, { cidrBlock: "10.0.0.0/24" })).to.deep.equal([
            { property: "vpcId", reason: "AWS needs vpcId" },
        ]);
        expect(check(subnet, { vpcId: "vpc-1" })[0].reason).to.equal("AWS needs cidrBlock or ipv6CidrBlock");
        expect(check(subnet, block)).to.deep.equal([]);
    });

    it("refuses what exists once, whichever process made it, and takes it when the first is gone", () => {
        const first = create(subnet, block, target, new Account(file));
        const twin = identity(subnet.type, "b");
        expect(() => create(twin, block, target, new Account(file))).to.throw(`is aws:ec2/subnet:Subnet ${first.id}`);
        new Account(file).remove(subnet.type, first.id);
        expect(create(twin, block, target, new Account(file)).id).to.match(/^subnet-[0-9a-f]{17}$/);
    });

    it("gives what is made again another id", () => {
        const first = create(subnet, block, target, new Account(file));
        new Account(file).remove(subnet.type, first.id);
        const second = create(subnet, block, target, new Account(file));
        expect(second.id)
            .to.match(/^subnet-[0-9a-f]{17}$/)
            .and.not.equal(first.id);
        expect(second.outputs).to.not.deep.equal(first.outputs);
    });

    it("refuses to delete what is protected, until that is lifted", () => {
        const balancer = identity("aws:lb/loadBalancer:LoadBalancer", "nlb");
        const inputs = { name: "nlb", subnets: ["subnet-1"], enableDeletionProtection: true };
        const { id } = create(balancer, inputs, target, new Account(file));
        expect(() => new Account(file).remove(balancer.type, id)).to.throw("OperationNotPermitted");
        new Account(file).liftDeletionProtection();
        new Account(file).remove(balancer.type, id);
        expect(new Account(file).size).to.equal(0);
    });

    it("replaces where AWS does, updates elsewhere, and takes an unknown for a change", () => {
        expect(diff(subnet, block, { ...block, tags: { Name: "x" } })).to.deep.include({
            changed: ["tags"],
            replaces: [],
        });
        expect(diff(subnet, block, { ...block, cidrBlock: "10.0.1.0/24" }).replaces).to.deep.equal(["cidrBlock"]);
        expect(diff(subnet, block, { ...block, vpcId: unknownValue }).replaces).to.deep.equal(["vpcId"]);
        expect(diff(subnet, block, { cidrBlock: block.cidrBlock, vpcId: block.vpcId }).changed).to.deep.equal([]);
    });

    it("deletes first what keeps its name, and replaces a group rule whose kind of peer changes", () => {
        const role = identity("aws:iam/role:Role", "r");
        expect(diff(role, { name: "r", path: "/a/" }, { name: "r", path: "/b/" }).deleteBeforeReplace).to.equal(true);
        expect(diff(role, { name: "r" }, { name: "s" }).deleteBeforeReplace).to.equal(false);
        const rule = identity("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "g");
        const open = { securityGroupId: "sg-1", ipProtocol: "tcp", cidrIpv4: "10.0.0.0/8" };
        expect(diff(rule, open, { ...open, cidrIpv4: "10.1.0.0/16" }).replaces).to.deep.equal([]);
        const peer = { securityGroupId: "sg-1", ipProtocol: "tcp", referencedSecurityGroupId: "sg-2" };
        expect(diff(rule, open, peer).replaces).to.have.members(["cidrIpv4", "referencedSecurityGroupId"]);
    });

    it("keeps at an update what AWS made at creation", () => {
        const account = new Account(file);
        const { id, outputs } = create(subnet, block, target, account);
        const changed = update(subnet, id, outputs, { ...block, tags: { Name: "x" } }, account);
        expect(changed).to.deep.equal({ ...outputs, tags: { Name: "x" } });
        expect(changed.arn).to.include(id);
    });
});
