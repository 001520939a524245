import { expect } from "chai";
import { fromPlan } from "../../../analysis/graph/resource";
import type { Plan } from "../../../model/plan";
import { withResource } from "../../../mutate/mutant";
import { Context } from "../../../policies/framework/context";
import { accountGuarded } from "../../../policies/isolation/rules/accountGuarded";
import { deliveries } from "../../../policies/isolation/rules/deliveries";
import { guards } from "../../../policies/isolation/types/guards";
import { harmless } from "../../../policies/isolation/types/harmless";
import { planned } from "../../fixtures/planned";

/** Types of the same list that have nothing to switch off here, or that another rule judges. */
const elsewhere = [
    "aws:accessanalyzer/analyzer:Analyzer",
    "aws:cfg/recorder:Recorder",
    "aws:cfg/retentionConfiguration:RetentionConfiguration",
    "aws:cfg/rule:Rule",
    "aws:cloudtrail/trail:Trail", // trail-complete
    "aws:ebs/defaultKmsKey:DefaultKmsKey", // known-types refuses another account's key
    "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration",
    "aws:iam/accountAlias:AccountAlias",
    "aws:iam/accountPasswordPolicy:AccountPasswordPolicy", // no users: iam-known
    "aws:iam/rolePoliciesExclusive:RolePoliciesExclusive",
    "aws:iam/securityTokenServicePreferences:SecurityTokenServicePreferences",
    "aws:inspector2/enabler:Enabler",
    "aws:macie2/account:Account",
    "aws:securityhub/account:Account",
    "aws:securityhub/standardsSubscription:StandardsSubscription",
];

const arn = "arn:aws:ssm:us-east-1:111122223333:servicesetting/ssm/parameter-store/high-throughput-enabled";
const safe: readonly (readonly [type: string, inputs: Readonly<Record<string, unknown>>])[] = [
    ["cfg/recorderStatus:RecorderStatus", { isEnabled: true }],
    ["ebs/encryptionByDefault:EncryptionByDefault", {}],
    ["ebs/encryptionByDefault:EncryptionByDefault", { enabled: true }],
    ["ebs/snapshotBlockPublicAccess:SnapshotBlockPublicAccess", { state: "block-all-sharing" }],
    ["ec2/allowedImagesSettings:AllowedImagesSettings", { state: "enabled" }],
    ["ec2/imageBlockPublicAccess:ImageBlockPublicAccess", { state: "block-new-sharing" }],
    [
        "ec2/instanceMetadataDefaults:InstanceMetadataDefaults",
        { httpTokens: "required", httpEndpoint: "enabled", httpPutResponseHopLimit: 1 },
    ],
    ["ec2/serialConsoleAccess:SerialConsoleAccess", { enabled: false }],
    ["ec2/vpcBlockPublicAccessOptions:VpcBlockPublicAccessOptions", { internetGatewayBlockMode: "block-ingress" }],
    ["guardduty/detector:Detector", {}],
    ["guardduty/detectorFeature:DetectorFeature", { name: "S3_DATA_EVENTS", status: "ENABLED" }],
    [
        "s3/accountPublicAccessBlock:AccountPublicAccessBlock",
        { blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true },
    ],
    ["ssm/serviceSetting:ServiceSetting", { settingId: arn, settingValue: "true" }],
];

describe("account-guarded", function () {
    this.timeout(120_000);
    const plans: Plan[] = [];
    before(async () => {
        for (const stack of ["prod", "dev"] as const) plans.push((await planned(stack)).plan);
    });
    const said = (plan: Plan, type: string, inputs: Readonly<Record<string, unknown>>) =>
        accountGuarded
            .evaluate(new Context(fromPlan(withResource(plan, type, "added", inputs))))
            .filter(({ verdict }) => verdict !== "compliant")
            .map(({ verdict, message }) => `${verdict}: ${message}`);

    it("accepts every guard at a value that protects, in both stacks", () => {
        for (const plan of plans)
            for (const [type, inputs] of safe) expect(said(plan, type, inputs), type).to.deep.equal([]);
        expect([...new Set(safe.map(([type]) => `aws:${type}`))].sort()).to.deep.equal(Object.keys(guards).sort());
    });

    it("judges every type that known-types lets pass on its account, but for those that switch nothing off", () => {
        const named = harmless.find(({ reason }) => reason.includes("account-guarded"))!.types;
        expect([...Object.keys(guards), ...elsewhere].sort()).to.deep.equal([...named].sort());
    });

    it("refuses a value that AWS does not document, and one of another type, and says what to write", () => {
        const [prod] = plans;
        const snapshots = "ebs/snapshotBlockPublicAccess:SnapshotBlockPublicAccess";
        expect(said(prod, snapshots, { state: "block-some" }).join()).to.match(/^non-compliant.*block-all-sharing$/);
        const setting = { settingId: "/ssm/appmanager/appmanager-enabled", settingValue: "True" };
        expect(said(prod, "ssm/serviceSetting:ServiceSetting", setting).join()).to.match(/^non-compliant.*set one of/);
        const none = { settingId: "constructor", settingValue: "x" };
        expect(said(prod, "ssm/serviceSetting:ServiceSetting", none)).to.have.length(1);
    });

    it("does not take a value that is not known before deployment for a safe one", () => {
        const [prod] = plans;
        const other = withResource(prod, "ec2/serialConsoleAccess:SerialConsoleAccess", "added", {});
        const resource = fromPlan(other).find(({ name }) => name === "added")!;
        const [finding] = accountGuarded.resource!.check({ ...resource, unknown: new Set(["enabled"]) });
        expect(finding.verdict).to.equal("unknown");
        expect(finding.message).to.include("enabled is not known");
    });

    it("leaves the key of disks to deliveries-own, which refuses another account's", () => {
        const keyArn = "arn:aws:kms:us-east-1:999999999999:key/00000000-0000-4000-8000-000000000000";
        const other = withResource(plans[0], "ebs/defaultKmsKey:DefaultKmsKey", "added", { keyArn });
        const found = deliveries.evaluate(new Context(fromPlan(other)));
        expect(found.filter(({ verdict }) => verdict !== "compliant").map(({ message }) => message)).to.deep.equal([
            "added: keyArn names account 999999999999, which is not the stack's: name a resource of the stack",
        ]);
    });

    it("takes no more than one hop for metadata", () => {
        const inputs = { httpTokens: "required", httpPutResponseHopLimit: 2 };
        const type = "ec2/instanceMetadataDefaults:InstanceMetadataDefaults";
        expect(said(plans[0], type, inputs).join()).to.include("set httpPutResponseHopLimit to 1");
    });
});
