import { expect } from "chai";
import { fromPlan, type GraphResource } from "../../../analysis/graph/resource";
import type { Plan } from "../../../model/plan";
import { configurations, replanned } from "../../../mutate/benign/configs";
import { ofType, withInputs, withPath, withResource } from "../../../mutate/mutant";
import { Context, type Settings } from "../../../policies/framework/context";
import { known } from "../../../policies/framework/unknowns";
import { lookalikes } from "../../../policies/isolation/rules/lookalikes";
import { settingsOf } from "../../../preflight/preflight";
import { planned } from "../../fixtures/planned";

type Inputs = Readonly<Record<string, unknown>>;

const certificate = (account: string, region = "us-east-1") =>
    `arn:aws:acm:${region}:${account}:certificate/01234567-89ab-cdef-0123-456789abcdef`;

describe("ids-own", function () {
    this.timeout(180_000);
    let plan: Plan;
    let settings: Settings;
    before(async () => {
        plan = (await planned("prod")).plan;
        settings = settingsOf("prod");
    });
    const judged = (resources: readonly GraphResource[], given: Settings | undefined) =>
        lookalikes
            .evaluate(new Context(resources, given))
            .filter(({ verdict }) => verdict !== "compliant")
            .map(({ verdict, message }) => `${verdict}: ${message}`);
    const said = (of: Plan, given: Settings | undefined = settings) => judged(fromPlan(of), given);
    const beside = (type: string, inputs: Inputs) => said(withResource(plan, type, "added", inputs));
    const listener = (name: string, inputs: Inputs) =>
        withInputs(
            plan,
            ofType(plan, "lb/listener:Listener").find((one) => one.name === name)!,
            inputs,
        );
    const https = (certificateArn: string) => listener("verifier-https", { certificateArn });

    it("finds nothing in either stack, in no configuration that names another certificate, image or zone", async () => {
        for (const stack of ["prod", "dev"] as const) {
            const entry = settingsOf(stack);
            expect(said((await planned(stack)).plan, entry), stack).to.deep.equal([]);
            for (const [what, sections] of Object.entries(configurations(stack))) {
                if (!/certificate|AMI|another account/.test(what)) continue;
                const merged = Object.fromEntries(
                    Object.entries({ ...entry, ...sections }).map(([key, value]) => [
                        key,
                        { ...(entry[key] as object), ...(value as object) },
                    ]),
                );
                expect(said(await replanned(stack, sections), merged), `${stack}: ${what}`).to.deep.equal([]);
            }
        }
    });

    it("takes the stack's key by id, ARN and alias, and AWS's own of this account and region", () => {
        const [key] = ofType(plan, "kms/key:Key");
        const [alias] = ofType(plan, "kms/alias:Alias");
        const ids = [key.id, key.outputs.arn, alias.props.name, alias.outputs.arn, "alias/aws/sns"];
        const ofAws = "arn:aws:kms:us-east-1:111122223333:alias/aws/sns";
        for (const kmsMasterKeyId of [...ids, ofAws, ""])
            expect(beside("sns/topic:Topic", { kmsMasterKeyId }), String(kmsMasterKeyId)).to.deep.equal([]);
    });

    it("refuses another key, wherever it is named, and says what to write", () => {
        const others = [
            "alias/other",
            "alias/aws/",
            "00000000-0000-4000-8000-000000000000",
            "mrk-00000000000040008000000000000000",
            "arn:aws:kms:us-east-1:111122223333:key/00000000-0000-4000-8000-000000000000",
            "arn:aws:kms:us-east-1:999999999999:alias/aws/sns",
            "arn:aws:kms:eu-west-1:111122223333:alias/aws/sns",
        ];
        for (const kmsMasterKeyId of others)
            expect(beside("sns/topic:Topic", { kmsMasterKeyId }).join(), kmsMasterKeyId).to.match(
                /^non-compliant: added: kmsMasterKeyId is .* no key of this stack: name the stack's own key/,
            );
        const nested = { encryptionConfiguration: { replicaKmsKeyId: "alias/other" } };
        expect(beside("s3/bucketReplicationConfig:BucketReplicationConfig", nested)).to.have.length(1);
        // By its form, whatever the input is called.
        expect(beside("sns/topic:Topic", { something: others[4] })).to.have.length(1);
    });

    it("takes a key that operations of the configuration name", () => {
        const arn = "arn:aws:kms:eu-west-1:444455556666:key/00000000-0000-4000-8000-000000000000";
        const vault = withResource(plan, "backup/vault:Vault", "added", { kmsKeyArn: arn });
        expect(said(vault)).to.have.length(1);
        expect(said(vault, { ...settings, operations: { copyKey: arn } })).to.deep.equal([]);
    });

    it("takes AWS's answer of a policy host, who sees inputs and answers as one, for no key that somebody named", () => {
        const kmsKeyId = "arn:aws:kms:us-east-1:111122223333:key/00000000-0000-4000-8000-000000000000";
        const [disk] = ofType(plan, "ebs/volume:Volume");
        const asHost = (props: Inputs) =>
            fromPlan(plan).map((one) =>
                one.urn === disk.urn ? known({ ...one, props: { ...props }, custom: true }) : one,
            );
        expect(judged(asHost({ ...disk.props, kmsKeyId }), settings)).to.deep.equal([]);
        const theirs = kmsKeyId.replace("111122223333", "999999999999");
        expect(judged(asHost({ ...disk.props, kmsKeyId: theirs }), settings)).to.have.length(1);
        expect(said(withInputs(plan, disk, { kmsKeyId }))).to.have.length(1);
    });

    it("shows the certificate that the configuration names, and no other; without a configuration one of this account and region", () => {
        for (const other of [certificate("111122223333").replace("0123", "9999"), certificate("999999999999")])
            expect(said(https(other)).join(), other).to.match(
                /^non-compliant: verifier-https shows .* write it there$/,
            );
        expect(said(https(certificate("111122223333", "eu-west-1")))).to.have.length(1);
        const without = (arn: string) => judged(fromPlan(https(arn)), undefined);
        expect(without(certificate("111122223333").replace("0123", "9999"))).to.deep.equal([]);
        expect(without(certificate("999999999999"))).to.have.length(1);
        expect(without(certificate("111122223333", "eu-west-1"))).to.have.length(1);
        const second = { listenerArn: "x", certificateArn: certificate("999999999999") };
        expect(beside("lb/listenerCertificate:ListenerCertificate", second)).to.have.length(1);
    });

    it("redirects to the host that was asked for, or to one of the stack's", () => {
        const to = (host: string | undefined) => {
            const [http] = ofType(plan, "lb/listener:Listener").filter(({ name }) => name === "verifier-http");
            return said(withPath(plan, http, ["defaultActions", 0, "redirect", "host"], host));
        };
        for (const host of [undefined, "#{host}", "labels.example.com"]) expect(to(host), host).to.deep.equal([]);
        for (const host of ["labels.example.net", "#{host}.example.net", "labels.example.com.example.net"])
            expect(to(host).join(), host).to.include("which is no host of the stack: leave host out");
        const rule = { actions: [{ type: "redirect", redirect: { host: "labels.example.net" } }] };
        expect(beside("lb/listenerRule:ListenerRule", rule)).to.have.length(1);
    });

    it("starts hosts from the image that the configuration pins", () => {
        const [host] = ofType(plan, "ec2/instance:Instance");
        const other = withInputs(plan, host, { ami: "ami-0fedcba9876543210" });
        expect(said(other).join()).to.include("host.amiId of the configuration is ami-0123456789abcdef0");
        // Neither a pinned image nor hosts that say which ones are published.
        expect(said(other, { ...settings, host: {} })).to.deep.equal([]);
        const template = { imageId: "ami-0fedcba9876543210" };
        expect(beside("ec2/launchTemplate:LaunchTemplate", template)).to.have.length(1);
    });

    it("starts hosts from an image that Canonical publishes where the configuration pins none, however old", async () => {
        const dev = (await planned("dev")).plan;
        const [host] = ofType(dev, "ec2/instance:Instance");
        const from = (ami: string) => said(withInputs(dev, host, { ami }), settingsOf("dev"));
        expect(from("ami-0fedcba9876543210")).to.deep.equal([]);
        expect(from("ami-0ddddddddddddddd0").join()).to.match(
            /^non-compliant: \S+ starts from ami-0ddddddddddddddd0, which is none that Canonical publishes/,
        );
        const template = withResource(dev, "ec2/launchTemplate:LaunchTemplate", "added", {
            imageId: "ami-0ddddddddddddddd0",
        });
        expect(said(template, settingsOf("dev"))).to.have.length(1);
        const pinned = { ...settingsOf("dev"), host: { amiId: "ami-0ddddddddddddddd0" } };
        expect(said(withInputs(dev, host, { ami: "ami-0fedcba9876543210" }), pinned)).to.not.be.empty;
    });

    it("makes no zone and no record that is called like an approved host", () => {
        for (const name of ["api.anthropic.com", "API.anthropic.com.", "anthropic.com", "x.api.anthropic.com"])
            expect(beside("route53/zone:Zone", { name }), name).to.have.length(1);
        for (const name of ["api.anthropic.com", "x.api.anthropic.com"])
            expect(beside("route53/record:Record", { name }), name).to.have.length(1);
        for (const name of ["example.com", "labels.example.com", "notanthropic.com", "anthropic.com.example.com"])
            expect(beside("route53/zone:Zone", { name }), name).to.deep.equal([]);
    });

    it("reads approved hosts of a demo, whose network filters no names, in the configuration", async () => {
        const { plan: demo } = await planned("dev");
        const zone = withResource(demo, "route53/zone:Zone", "added", { name: "anthropic.com" });
        expect(said(zone, settingsOf("dev")).join()).to.include("called like the approved host api.anthropic.com");
        expect(judged(fromPlan(zone), undefined)).to.deep.equal([]);
    });

    it("believes an id that is not known only where it is made of the stack's own resources", () => {
        const [key] = ofType(plan, "kms/key:Key");
        const made = (urns: readonly string[]) =>
            fromPlan(withResource(plan, "sns/topic:Topic", "added", {})).map((one): GraphResource =>
                one.name === "added"
                    ? {
                          ...one,
                          unknown: new Set(["kmsMasterKeyId"]),
                          propertyDependencies: { kmsMasterKeyId: urns },
                      }
                    : one,
            );
        expect(judged(made([key.urn]), settings)).to.deep.equal([]);
        expect(judged(made([]), settings).join()).to.match(/^unknown: .*kmsMasterKeyId is not known/);
    });
});
