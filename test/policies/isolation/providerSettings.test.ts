import * as aws from "@pulumi/aws";
import { expect } from "chai";
import { fromPlan, type GraphResource } from "../../../analysis/graph/resource";
import type { Plan } from "../../../model/plan";
import { secretMarker } from "../../../model/wire";
import { withExternal, withInputs, withResource } from "../../../mutate/mutant";
import { Context } from "../../../policies/framework/context";
import type { Rule } from "../../../policies/framework/rule";
import { known } from "../../../policies/framework/unknowns";
import { providerPinned, providerSettings } from "../../../policies/isolation/rules/providerSettings";
import { planProgram, type Program } from "../../../preflight/plan";
import { planned } from "../../fixtures/planned";

type Inputs = Readonly<Record<string, unknown>>;

const ofAws = "pulumi:providers:aws";

describe("provider-settings", function () {
    this.timeout(120_000);
    const plans: Plan[] = [];
    before(async () => {
        for (const stack of ["prod", "dev"] as const) plans.push((await planned(stack)).plan);
    });
    const judged = (resources: readonly GraphResource[], rule: Rule = providerSettings) =>
        rule
            .evaluate(new Context(resources))
            .filter(({ verdict }) => verdict !== "compliant")
            .map(({ verdict, message }) => `${verdict}: ${message}`);
    const edited = (inputs: Inputs) => {
        const provider = plans[0].resources.find(({ type }) => type === ofAws)!;
        return withInputs(plans[0], provider, inputs);
    };
    const said = (inputs: Inputs, rule?: Rule) => judged(fromPlan(edited(inputs)), rule);

    it("accepts the providers of both stacks; in the demo nobody has written an account down", () => {
        for (const plan of plans) expect(judged(fromPlan(plan))).to.deep.equal([]);
        expect(plans.map((plan) => judged(fromPlan(plan), providerPinned).length)).to.deep.equal([0, 1]);
    });

    it("accepts what changes neither whom nor as whom it speaks, as text or as it is", () => {
        const inputs: readonly Inputs[] = [
            { version: "7.48.0", __internal: {} },
            { maxRetries: "9", retryMode: "adaptive", useFipsEndpoint: "true", skipRegionValidation: true },
            {
                allowedAccountIds: ["111122223333"],
                forbiddenAccountIds: ["999999999999"],
                skipMetadataApiCheck: "true",
            },
            {
                endpoints: [
                    { s3: "https://s3.us-east-1.amazonaws.com", sts: "https://sts-fips.us-east-1.amazonaws.com/" },
                ],
            },
            { defaultTags: { tags: {} }, insecure: "false", skipRequestingAccountId: "false" },
        ];
        for (const one of inputs) expect(said(one), JSON.stringify(one)).to.deep.equal([]);
    });

    const refused: readonly (readonly [what: string, inputs: Inputs, message: RegExp])[] = [
        [
            "an endpoint in the clear",
            { endpoints: '[{"s3":"http://s3.us-east-1.amazonaws.com"}]' },
            /another endpoints/,
        ],
        [
            "an endpoint of an outsider's interface",
            { endpoints: '[{"sts":"https://x.execute-api.us-east-1.amazonaws.com"}]' },
            /another endpoints/,
        ],
        [
            "an endpoint that only ends so",
            { endpoints: '[{"s3":"https://s3.us-east-1.amazonaws.com.example.net"}]' },
            /another endpoints/,
        ],
        ["endpoints that are no list of them", { endpoints: "https://example.net" }, /another endpoints/],
        ["two accounts", { allowedAccountIds: ["111122223333", "111122223334"] }, /write \[111122223333\]/],
        ["itself forbidden", { forbiddenAccountIds: '["111122223333"]' }, /leave out the account/],
        ["another region", { region: "us-east-2" }, /write us-east-1/],
        ["tags that are none", { defaultTags: '{"others":{}}' }, /another defaultTags/],
        ["a plugin of somebody", { pluginDownloadURL: "https://example.net" }, /with pluginDownloadURL, which/],
        ["a version that is none", { version: "https://example.net/x" }, /another version/],
        ["flags that are none", { skipCredentialsValidation: "perhaps" }, /another skipCredentialsValidation/],
        ["what every object has", { constructor: "x" }, /with constructor, which/],
    ];
    for (const [what, inputs, message] of refused)
        it(`refuses ${what}, and says what to write`, () =>
            expect(said(inputs).join())
                .to.match(/^non-compliant: /)
                .and.to.match(message));

    it("says no value of an input that may be a secret, whether Pulumi knows so or not", () => {
        for (const secretKey of ["wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY", secretMarker]) {
            const [message, ...others] = said({ secretKey });
            expect(others).to.deep.equal([]);
            expect(message).to.include("with secretKey").and.not.include(secretKey);
        }
        const [provider] = fromPlan(edited({ profile: "hush" })).filter(({ type }) => type === ofAws);
        expect(
            providerSettings
                .resource!.check(provider)
                .map(({ message }) => message)
                .join(),
        ).to.include("with profile");
    });

    it("believes no account, region or list of endpoints that is not known before deployment", () => {
        for (const path of ["allowedAccountIds", "region", "endpoints.0.s3"]) {
            const [name] = path.split(".");
            const resources = fromPlan(edited({ [name]: path.includes(".") ? [{}] : undefined })).map((one) =>
                one.type === ofAws ? { ...one, unknown: new Set([path]) } : one,
            );
            expect(judged(resources).join(), path).to.match(new RegExp(`^unknown: .*${name}`));
            if (path === "allowedAccountIds") expect(judged(resources, providerPinned).join()).to.match(/^unknown/);
        }
    });

    it("judges the provider that the engine makes where a resource names none, by the configuration", async () => {
        const program: Program = () => {
            new aws.sns.Topic("topic");
            return Promise.resolve({});
        };
        const config = { "aws:region": "us-east-1", "aws:profile": "other", "aws:allowedAccountIds": "[]" };
        const { resources } = await planProgram({ project: "p", stack: "s", config, secretKeys: [] }, program);
        const provider = resources.find(({ type }) => type === ofAws);
        expect(provider?.urn).to.match(/^urn:pulumi:s::p::pulumi:providers:aws::default_\d+_\d+_\d+$/);
        expect(judged(fromPlan({ stack: "s", resources })).join()).to.include("with profile, which");
        expect(judged(fromPlan({ stack: "s", resources }), providerPinned)).to.have.length(1);
    });

    it("judges other packages' providers: they have a version and nothing else", () => {
        const tls = (inputs: Inputs) =>
            judged(fromPlan(withExternal(plans[0], "pulumi:providers:tls", "tls", inputs, true)));
        expect(tls({ version: "5.2.0" })).to.deep.equal([]);
        expect(tls({ proxy: '{"fromEnv":true}' }).join()).to.include("with proxy, which");
    });

    it("cannot tell which account and region are the stack's without a network that says so", () => {
        const { resources } = edited({});
        const alone = resources.filter(({ type }) => type === ofAws);
        expect(judged(fromPlan({ stack: "prod", resources: alone })).join()).to.match(/^unknown: .*which account/);
    });

    it("lets no resource leave for another region", () => {
        const topic = (inputs: Inputs) => withResource(plans[0], "sns/topic:Topic", "added", inputs);
        expect(judged(fromPlan(topic({ region: "us-east-1" })))).to.deep.equal([]);
        expect(judged(fromPlan(topic({ region: "eu-west-1" }))).join()).to.include("added is in region eu-west-1");
        const asked = (urns: readonly string[]) =>
            fromPlan(topic({})).map((one) =>
                one.name === "added"
                    ? { ...one, unknown: new Set(["region"]), propertyDependencies: { region: urns } }
                    : one,
            );
        // At a first preview AWS has not said yet what the provider's region is.
        expect(judged(asked([]))).to.deep.equal([]);
        expect(judged(asked([plans[0].resources[0].urn])).join()).to.match(/^unknown: .*region is not known/);
    });

    it("reads what the policy host passes", () => {
        const seen = edited({}).resources.map(({ urn, type, name, props, outputs, custom }) => ({
            ...known({ urn, type, name, props: custom ? props : outputs, custom }),
        }));
        expect(judged(seen)).to.deep.equal([]);
    });
});
