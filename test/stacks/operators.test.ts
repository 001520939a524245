import { expect } from "chai";
import { fromPlan } from "../../analysis/graph/resource";
import type { Plan } from "../../model/plan";
import { operatorTrust } from "../../model/operators";
import { Naming } from "../../model/naming";
import { ofType, withInputs } from "../../mutate/mutant";
import { Context } from "../../policies/framework/context";
import { allRules } from "../../policies/rules";
import { messageOf, rawConfig } from "../fixtures/config";
import { planned } from "../fixtures/planned";

const account = "111122223333";
const sso = `arn:aws:iam::${account}:role/aws-reserved/sso.amazonaws.com/eu-central-1/AWSReservedSSO_Operators_*`;
const user = `arn:aws:iam::${account}:user/people/alice`;
const subject = {
    provider: "token.actions.githubusercontent.com",
    audience: "sts.amazonaws.com",
    subject: "repo:acme/labels:environment:operators",
};
const root = { AWS: `arn:aws:iam::${account}:root` };
const mfa = { Bool: { "aws:MultiFactorAuthPresent": "true" } };

describe("who may take the operators' role", () => {
    const trust = operatorTrust.bind(undefined, new Naming("prod", account, "us-east-1"));

    it("is people of the account with MFA, where config names nobody", () => {
        expect(trust({ arns: [], subjects: [] })).to.deep.equal([
            { Effect: "Allow", Principal: root, Action: "sts:AssumeRole", Condition: mfa },
        ]);
    });

    it("is whom config names and nobody else: users with MFA, roles of Identity Center without, subjects exactly", () => {
        expect(trust({ arns: [user, sso], subjects: [subject] })).to.deep.equal([
            {
                Effect: "Allow",
                Principal: root,
                Action: "sts:AssumeRole",
                Condition: { ...mfa, ArnEquals: { "aws:PrincipalArn": [user] } },
            },
            {
                Effect: "Allow",
                Principal: root,
                Action: "sts:AssumeRole",
                // Sixteen letters are AWS's, and no more: another permission set whose name goes on is none of these.
                Condition: { ArnLike: { "aws:PrincipalArn": [sso.replace("*", "????????????????")] } },
            },
            {
                Effect: "Allow",
                Principal: { Federated: `arn:aws:iam::${account}:oidc-provider/${subject.provider}` },
                Action: "sts:AssumeRoleWithWebIdentity",
                Condition: {
                    StringEquals: {
                        [`${subject.provider}:aud`]: subject.audience,
                        [`${subject.provider}:sub`]: subject.subject,
                    },
                },
            },
        ]);
    });

    const mistakes: readonly (readonly [what: string, change: Record<string, unknown>, says: RegExp])[] = [
        [
            "a user of another account",
            { operatorArns: [user.replace(account, "444455556666")] },
            /operatorArns\[0\] = .*is in account 444455556666, and the stack in 111122223333/,
        ],
        [
            "a role of another partition",
            { operatorArns: [sso.replace("arn:aws:", "arn:aws-us-gov:")] },
            /operatorArns\[0\] = .*write the ARN of a user or role/,
        ],
        [
            "every role",
            { operatorArns: [`arn:aws:iam::${account}:role/*`] },
            /operatorArns\[0\] = .*write the ARN of a user or role/,
        ],
        [
            "the whole account",
            { operatorArns: [`arn:aws:iam::${account}:root`] },
            /write the ARN of a user or role of your account/,
        ],
        [
            "a host's own role",
            { operatorArns: [`arn:aws:iam::${account}:role/openhands-agent-host`] },
            /is the role of a host, which could then delete artifacts/,
        ],
        ["one twice", { operatorArns: [user, user] }, /operatorArns\[1\] = .*is there twice/],
        [
            "every subject of a provider",
            { trustedSubjects: [{ ...subject, subject: "repo:acme/*" }] },
            /trustedSubjects\[0\]\.subject = .*without wildcards/,
        ],
        [
            "a subject without an audience",
            { trustedSubjects: [{ ...subject, audience: undefined }] },
            /trustedSubjects\[0\]\.audience = \(nothing\): is missing: write the audience/,
        ],
        [
            "a provider with a scheme",
            { trustedSubjects: [{ ...subject, provider: `https://${subject.provider}` }] },
            /trustedSubjects\[0\]\.provider = .*without https/,
        ],
        [
            "a misspelt key",
            { trustedSubjects: [{ ...subject, audiance: "x" }] },
            /trustedSubjects\[0\]\.audiance = .*did you mean audience\?/,
        ],
    ];
    for (const [what, change, says] of mistakes)
        it(`may not be ${what}, and the message says what to write`, () => {
            const written = Object.fromEntries(Object.entries(change).map(([key, value]) => [`access.${key}`, value]));
            expect(messageOf(rawConfig(written))).to.match(says);
        });

    describe("in a plan of which config names some", () => {
        let plan: Plan;
        before(async () => {
            plan = (await planned("prod", { access: { operatorArns: [user, sso], trustedSubjects: [subject] } })).plan;
        });
        const against = (of: Plan, access?: object) =>
            allRules.flatMap(({ id, evaluate }) =>
                evaluate(new Context(fromPlan(of), access && { access }))
                    .filter(({ verdict }) => verdict === "non-compliant" || verdict === "unknown")
                    .map(({ message }) => `${id}: ${message}`),
            );

        it("passes every rule", () => expect(against(plan)).to.deep.equal([]));

        it("is held to config by intent-configured", () => {
            const said = against(plan, { authorizedCidrs: ["203.0.113.0/24"], operatorArns: [user] }).join("\n");
            expect(said).to.include(
                "AWSReservedSSO_Operators_* may take the operators' role, which access.operatorArns does not name",
            );
            expect(said).to.include("which access.trustedSubjects does not name");
        });

        it("is refused by role-trust-designed when a statement names more than that", () => {
            const [role] = ofType(plan, "iam/role:Role").filter(({ name }) => name === "artifacts-operator");
            const text = String(role.props.assumeRolePolicy);
            const changes = [
                text.replace("????????????????", "*"),
                text.replace(":environment:operators", ":ref:refs/heads/main"),
                text.replace('"Bool":{"aws:MultiFactorAuthPresent":"true"},', ""),
                text.replace(`${account}:root`, "444455556666:root"),
            ];
            for (const assumeRolePolicy of changes) {
                expect(assumeRolePolicy).to.not.equal(text);
                expect(against(withInputs(plan, role, { assumeRolePolicy })).join()).to.include("role-trust-designed");
            }
        });
    });
});

describe("an ARN of another partition", () => {
    const gov = (arn: string) => arn.replace("arn:aws:", "arn:aws-us-gov:");
    const certificate = `arn:aws:acm:us-east-1:${account}:certificate/01234567-89ab-cdef-0123-456789abcdef`;

    it("is refused where a certificate, a secret or a profile of Bedrock is named", () => {
        const said = (change: Record<string, unknown>) => messageOf(rawConfig(change));
        expect(said({ "access.verifier.certificateArn": gov(certificate) })).to.match(
            /certificateArn = .*write the ARN of an ACM/,
        );
        const secretArn = gov(`arn:aws:secretsmanager:us-east-1:${account}:secret:tls-AbCdEf`);
        expect(said({ "access.openHands.certificate": { kind: "secret", secretArn } })).to.match(
            /secretArn = .*write the ARN/,
        );
        const profile = gov(`arn:aws:bedrock:us-east-1:${account}:application-inference-profile/abc123`);
        const bedrock = { name: "bedrock", kind: "bedrock", region: "us-east-1", models: [profile] };
        expect(said({ "llm.endpoints": [bedrock] })).to.match(/models\[0\] = .*write a model's id/);
    });
});
