import { expect } from "chai";
import { fromPlan, type GraphResource } from "../../../analysis/graph/resource";
import type { Plan } from "../../../model/plan";
import { ofType, withInputs, withResource } from "../../../mutate/mutant";
import { configurations, replanned } from "../../../mutate/benign/configs";
import { Context, type Settings } from "../../../policies/framework/context";
import { deliveries } from "../../../policies/isolation/rules/deliveries";
import { harmless } from "../../../policies/isolation/types/harmless";
import { planned } from "../../fixtures/planned";

const vault = (account: string, name: string) => `arn:aws:backup:eu-west-1:${account}:backup-vault:${name}`;
const settings: Settings = {
    operations: { alarmEmail: "ops@example.com", copyTo: vault("444455556666", "isolated-openhands") },
};

/** Configurations that may change to whom something is given; `npm run mutate` asks about all. */
const telling = /certificate|Bedrock alone|another account|other operations/;

describe("deliveries-own", function () {
    this.timeout(120_000);
    let plan: Plan;
    before(async () => {
        plan = (await planned("prod")).plan;
    });
    const judged = (resources: readonly GraphResource[], given: Settings | undefined) =>
        deliveries
            .evaluate(new Context(resources, given))
            .filter(({ verdict }) => verdict !== "compliant")
            .map(({ verdict, message }) => `${verdict}: ${message}`);
    const said = (of: Plan, given: Settings | undefined = settings) => judged(fromPlan(of), given);
    const beside = (type: string, inputs: Readonly<Record<string, unknown>>) =>
        said(withResource(plan, type, "added", inputs));

    it("finds nothing in either stack, nor in configurations that name other accounts, zones and services", async () => {
        for (const stack of ["prod", "dev"] as const)
            for (const [what, sections] of Object.entries({ checkedIn: {}, ...configurations(stack) })) {
                if (what !== "checkedIn" && !telling.test(what)) continue;
                const operations = sections as Readonly<Record<string, object>>;
                const plan = await replanned(stack, sections);
                expect(said(plan, { operations: operations.operations ?? {} }), `${stack}: ${what}`).to.deep.equal([]);
            }
    });

    it("finds nothing in a harmless resource that says nothing", () => {
        const types = harmless.flatMap((kind) => kind.types.map((type) => type.replace(/^aws:/, "")));
        const all = types.reduce((one, type, i) => withResource(one, type, `added-${i}`, {}, `added-${i}`), plan);
        expect(said(all)).to.deep.equal([]);
    });

    it("takes what the configuration names for the stack's own", () => {
        expect(beside("sns/topicSubscription:TopicSubscription", { endpoint: "ops@example.com" })).to.deep.equal([]);
        const copies = (destinationVaultArn: string) =>
            beside("backup/plan:Plan", { rules: [{ copyActions: [{ destinationVaultArn }] }] });
        expect(copies(vault("444455556666", "isolated-openhands"))).to.deep.equal([]);
        expect(copies(vault("444455556666", "another")).join()).to.include("names account 444455556666");
        expect(copies(vault("111122223333", "another")).join()).to.include("nothing of this stack");
    });

    it("refuses to tell an address that the configuration does not name", () => {
        expect(beside("sns/topicSubscription:TopicSubscription", { endpoint: "eve@example.net" }).join()).to.match(
            /^non-compliant.*eve@/,
        );
        const notifications = [{ subscriberEmailAddresses: ["ops@example.com", "eve@example.net"] }];
        expect(beside("budgets/budget:Budget", { notifications })).to.have.length(1);
    });

    it("cannot tell who an address is where no configuration is at hand", () => {
        const told = withResource(plan, "budgets/budget:Budget", "added", {
            notifications: [{ subscriberEmailAddresses: ["ops@example.com"] }],
        });
        // `undefined` would be the default of the helper.
        expect(judged(fromPlan(told), undefined).join()).to.match(/^unknown: .*write operations.alarmEmail/);
    });

    it("accepts an alarm that tells a topic of the stack, by ARN, and one that restarts a host", () => {
        const topic = withResource(plan, "sns/topic:Topic", "alarms", { name: "isolated-openhands-alarms" }, "alarms");
        const alarm = (action: string) =>
            said(withResource(topic, "cloudwatch/metricAlarm:MetricAlarm", "added", { alarmActions: [action] }));
        const called = (account: string, name: string, region = "us-east-1") =>
            `arn:aws:sns:${region}:${account}:${name}`;
        expect(alarm(called("111122223333", "isolated-openhands-alarms"))).to.deep.equal([]);
        expect(alarm("arn:aws:automate:us-east-1:ec2:recover")).to.deep.equal([]);
        expect(alarm(called("111122223333", "others"))).to.have.length(1);
        expect(alarm(called("999999999999", "isolated-openhands-alarms"))).to.have.length(1);
        expect(alarm(called("111122223333", "isolated-openhands-alarms", "eu-west-1"))).to.have.length(1);
        // A role is called so, and no topic.
        expect(alarm(called("111122223333", "openhands-agent-host"))).to.have.length(1);
    });

    const elsewhere: Readonly<Record<string, readonly [type: string, inputs: Readonly<Record<string, unknown>>]>> = {
        "a trail's bucket": ["cloudtrail/trail:Trail", { s3BucketName: "collector" }],
        "a bucket that is called like a role of the stack": [
            "cloudtrail/trail:Trail",
            { s3BucketName: "openhands-agent-host" },
        ],
        "a flow log's bucket": ["ec2/flowLog:FlowLog", { logDestination: "arn:aws:s3:::collector/in" }],
        "a replica": [
            "s3/bucketReplicationConfig:BucketReplicationConfig",
            { rules: [{ destination: { bucket: "arn:aws:s3:::collector" } }] },
        ],
        "a log subscription": [
            "cloudwatch/logSubscriptionFilter:LogSubscriptionFilter",
            { destinationArn: "arn:aws:logs:us-east-1:999999999999:destination:in" },
        ],
        "a log subscription of this account": [
            "cloudwatch/logSubscriptionFilter:LogSubscriptionFilter",
            { destinationArn: "arn:aws:firehose:us-east-1:111122223333:deliverystream/in" },
        ],
        "an event's target": [
            "cloudwatch/eventTarget:EventTarget",
            { arn: "arn:aws:events:us-east-1:999999999999:event-bus/default" },
        ],
        "a configuration's delivery": ["cfg/deliveryChannel:DeliveryChannel", { s3BucketName: "collector" }],
        "a queue by its URL": [
            "sns/topicSubscription:TopicSubscription",
            { endpoint: "https://sqs.us-east-1.amazonaws.com/999999999999/in" },
        ],
        "a telephone": ["sns/topicSubscription:TopicSubscription", { protocol: "sms", endpoint: "+15555550100" }],
        "an association's output": [
            "ssm/association:Association",
            { outputLocation: { s3BucketName: "collector", s3KeyPrefix: "x" } },
        ],
        "an account that a document is shared with": [
            "ssm/document:Document",
            { permissions: { type: "Share", accountIds: "999999999999" } },
        ],
        "a URL inside a text": [
            "cloudwatch/dashboard:Dashboard",
            { dashboardBody: '{"x":"see https://evil.example"}' },
        ],
        "an image of another account": ["ecr/repository:Repository", { name: "999999999999.dkr.ecr/x" }],
    };
    for (const [what, [type, inputs]] of Object.entries(elsewhere))
        it(`refuses ${what} that is nothing of the stack, and names the input`, () =>
            expect(beside(type, inputs).join()).to.match(/^non-compliant: added: \w/));

    it("accepts deliveries to the stack's own buckets and log groups", () => {
        const [group] = ofType(plan, "cloudwatch/logGroup:LogGroup");
        const trail = {
            s3BucketName: "isolated-openhands-logs-111122223333",
            cloudWatchLogsGroupArn: `arn:aws:logs:us-east-1:111122223333:log-group:${String(group.props.name)}:*`,
        };
        expect(beside("cloudtrail/trail:Trail", trail)).to.deep.equal([]);
        const replica = { rules: [{ destination: { bucket: "arn:aws:s3:::isolated-openhands-logs-111122223333" } }] };
        expect(beside("s3/bucketReplicationConfig:BucketReplicationConfig", replica)).to.deep.equal([]);
    });

    it("believes a target that is not known yet only where it is made of the stack's own resources", () => {
        const [bucket] = ofType(plan, "s3/bucket:Bucket");
        const made = (urns: readonly string[], external = false) =>
            fromPlan(withResource(plan, "cloudtrail/trail:Trail", "added", {})).map((one): GraphResource => {
                if (one.urn === bucket.urn) return { ...one, external };
                const hole = { unknown: new Set(["s3BucketName"]), propertyDependencies: { s3BucketName: urns } };
                return one.name === "added" ? { ...one, ...hole } : one;
            });
        expect(judged(made([bucket.urn]), settings)).to.deep.equal([]);
        expect(judged(made([]), settings).join()).to.match(/^unknown: .*s3BucketName is not known/);
        expect(judged(made([bucket.urn], true), settings).join()).to.include("unknown");
    });

    it("has no opinion on texts for people, numbers and what hosts run", () => {
        const text = "Call 123456789012 or see https://wiki.example.com";
        expect(beside("cloudwatch/metricAlarm:MetricAlarm", { alarmDescription: text })).to.deep.equal([]);
        const [host] = ofType(plan, "ec2/instance:Instance");
        expect(said(withInputs(plan, host, { userData: text }))).to.deep.equal([]);
        expect(
            beside("wafv2/regexPatternSet:RegexPatternSet", { regularExpressions: [{ regexString: "^https://x" }] }),
        ).to.deep.equal([]);
    });
});
