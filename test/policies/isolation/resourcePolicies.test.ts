import { expect } from "chai";
import { fromPlan, type GraphResource } from "../../../analysis/graph/resource";
import type { Plan } from "../../../model/plan";
import { withResource } from "../../../mutate/mutant";
import { configurations, replanned } from "../../../mutate/benign/configs";
import { Context } from "../../../policies/framework/context";
import { resourcePolicies } from "../../../policies/isolation/rules/resourcePolicies";
import { planned } from "../../fixtures/planned";

const ours = "111122223333";
const theirs = "999999999999";
const operator = `arn:aws:iam::${ours}:role/operators/restore`;
const settings = { operations: { restoreRole: operator } };

type Statement = Readonly<Record<string, unknown>>;

/** Configurations that may change to whom something is given; `npm run mutate` asks about all. */
const telling = /certificate|Bedrock alone|another account|other operations/;

describe("resource-policies-own", function () {
    this.timeout(120_000);
    let plan: Plan;
    before(async () => {
        plan = (await planned("prod")).plan;
    });
    const judged = (resources: readonly GraphResource[]) =>
        resourcePolicies
            .evaluate(new Context(resources, settings))
            .filter(({ verdict }) => verdict !== "compliant")
            .map(({ verdict, message }) => `${verdict}: ${message}`);
    const documentOf = (statement: Statement) =>
        JSON.stringify({
            Version: "2012-10-17",
            Statement: [{ Effect: "Allow", Action: "sns:Publish", Resource: "*", ...statement }],
        });
    const beside = (statement: Statement, type = "sns/topicPolicy:TopicPolicy", input = "policy") =>
        judged(fromPlan(withResource(plan, type, "added", { [input]: documentOf(statement) })));

    it("finds nothing in either stack, nor in configurations that name other accounts, zones and services", async () => {
        for (const stack of ["prod", "dev"] as const)
            for (const [what, sections] of Object.entries({ checkedIn: {}, ...configurations(stack) })) {
                if (what !== "checkedIn" && !telling.test(what)) continue;
                const plan = await replanned(stack, sections);
                expect(judged(fromPlan(plan)), `${stack}: ${what}`).to.deep.equal([]);
            }
    });

    const service = (Condition?: object): Statement => ({
        Principal: { Service: "events.amazonaws.com" },
        ...(Condition && { Condition }),
    });
    const everybody = (Condition: object): Statement => ({ Principal: "*", Condition });

    const refused: Readonly<Record<string, readonly [Statement, RegExp]>> = {
        everybody: [{ Principal: "*" }, /lets in everybody: name the principals/],
        "everybody in a list": [{ Principal: { AWS: [ours, "*"] } }, /lets in everybody/],
        "everybody but somebody": [{ NotPrincipal: { AWS: theirs } }, /everybody but whom it names/],
        "everybody of the organization": [
            everybody({ StringEquals: { "aws:PrincipalOrgID": "o-0123456789" } }),
            /lets in everybody/,
        ],
        "everybody of two accounts": [
            everybody({ StringEquals: { "aws:PrincipalAccount": [ours, theirs] } }),
            /lets in everybody/,
        ],
        "everybody whose account may be absent": [
            everybody({ StringEqualsIfExists: { "aws:PrincipalAccount": ours } }),
            /lets in everybody/,
        ],
        "everybody but an account": [
            everybody({ StringNotEquals: { "aws:PrincipalAccount": theirs } }),
            /lets in everybody/,
        ],
        "everybody with the right address": [everybody({ IpAddress: { "aws:SourceIp": "10.0.0.0/8" } }), /everybody/],
        "another account as digits": [
            { Principal: { AWS: theirs } },
            /lets in 999999999999: it is not of account 1111/,
        ],
        "another account's role": [{ Principal: { AWS: `arn:aws:iam::${theirs}:role/x` } }, /not of account/],
        "an outsider beside a role of ours": [
            { Principal: { AWS: [`arn:aws:iam::${ours}:root`, `arn:aws:iam::${theirs}:root`] } },
            /arn:aws:iam::999999999999:root: it is not of/,
        ],
        "a role of the account that nobody names": [
            { Principal: { AWS: `arn:aws:iam::${ours}:role/other` } },
            /neither of the stack nor named/,
        ],
        "a user": [{ Principal: { AWS: `arn:aws:iam::${ours}:user/eve` } }, /neither of the stack/],
        "an id without an account": [{ Principal: { AWS: "AROAEXAMPLEID" } }, /not of account/],
        "a canonical user": [{ Principal: { CanonicalUser: "79a59df900b949e5" } }, /an identity of no account/],
        "a federation": [{ Principal: { Federated: "accounts.google.com" } }, /an identity of no account/],
        "a service for anybody": [service(), /events.amazonaws.com: demand aws:SourceAccount 111122223333/],
        "a service for another account": [service({ StringEquals: { "aws:SourceAccount": theirs } }), /demand aws:/],
        "a service for any ARN": [
            service({ ArnLike: { "aws:SourceArn": "arn:aws:events:*:*:rule/x" } }),
            /demand aws:/,
        ],
        "a service for an ARN whose account a wildcard may reach across": [
            service({ StringLike: { "aws:SourceArn": `arn:aws:*:${ours}:rule/x:y` } }),
            /demand aws:/,
        ],
        "a service for somebody's bucket": [
            service({ ArnEquals: { "aws:SourceArn": "arn:aws:s3:::collector" } }),
            /demand aws:/,
        ],
        "a service for the organization": [service({ StringEquals: { "aws:SourceOrgID": "o-0123456789" } }), /demand/],
    };
    for (const [what, [statement, message]] of Object.entries(refused))
        it(`refuses ${what}`, () =>
            expect(beside(statement).join("\n"))
                .to.match(/^non-compliant: the policy of added lets in/)
                .and.match(message));

    const accepted: Readonly<Record<string, Statement>> = {
        "the account as digits": { Principal: { AWS: ours } },
        "the account's root": { Principal: { AWS: `arn:aws:iam::${ours}:root` } },
        "a role of the stack": { Principal: { AWS: `arn:aws:iam::${ours}:role/openhands-verifier-host` } },
        "a role that the configuration names": { Principal: { AWS: operator } },
        "a role that only a service of AWS takes": {
            Principal: {
                AWS: `arn:aws:iam::${ours}:role/aws-service-role/backup.amazonaws.com/AWSServiceRoleForBackup`,
            },
        },
        "everybody of the account": everybody({ StringEquals: { "AWS:principalaccount": ours } }),
        "everybody of the account, as SNS writes it": {
            Principal: { AWS: "*" },
            Condition: { StringEquals: { "AWS:SourceOwner": ours } },
        },
        "roles of the account by pattern": everybody({
            ArnLike: { "aws:PrincipalArn": `arn:aws:iam::${ours}:role/*` },
        }),
        "a service for the account": service({ StringEquals: { "aws:SourceAccount": ours } }),
        "a service for a rule of the account": service({
            ArnLike: { "aws:SourceArn": `arn:aws:events:*:${ours}:rule/*` },
        }),
        "a service for a bucket of the stack": service({
            ArnEquals: { "aws:SourceArn": `arn:aws:s3:::isolated-openhands-logs-${ours}` },
        }),
        "a denial of everybody": { Effect: "Deny", Principal: "*" },
    };
    for (const [what, statement] of Object.entries(accepted))
        it(`accepts ${what}`, () => expect(beside(statement)).to.deep.equal([]));

    const types: Readonly<Record<string, string>> = {
        "s3/bucketPolicy:BucketPolicy": "policy",
        "sqs/queuePolicy:QueuePolicy": "policy",
        "kms/key:Key": "policy",
        "cloudwatch/logResourcePolicy:LogResourcePolicy": "policyDocument",
        "cloudwatch/logDestinationPolicy:LogDestinationPolicy": "accessPolicy",
        "backup/vaultPolicy:VaultPolicy": "policy",
        "ecr/repositoryPolicy:RepositoryPolicy": "policy",
        "secretsmanager/secret:Secret": "policy",
        "ec2/vpcEndpoint:VpcEndpoint": "policy",
        "glacier/vault:Vault": "accessPolicy",
        "opensearch/domain:Domain": "accessPolicies",
    };
    for (const [type, input] of Object.entries(types))
        it(`reads the policy of a ${type.split(":")[1]}, and cannot tell where it is not known`, () => {
            expect(beside({ Principal: { AWS: theirs } }, type, input)).to.have.length(1);
            const hole = fromPlan(withResource(plan, type, "added", {})).map((one) =>
                one.name === "added" ? { ...one, unknown: new Set([input]) } : one,
            );
            expect(judged(hole).join()).to.match(new RegExp(`^unknown: .*${input} is not known`));
        });

    it("stops a resource for everybody before it is created, and no other", () => {
        const alone = (statement: Statement) => {
            const added = withResource(plan, "sns/topicPolicy:TopicPolicy", "added", { policy: documentOf(statement) });
            const resource = fromPlan(added).find(({ name }) => name === "added")!;
            return resourcePolicies.resource!.check(resource).map(({ verdict }) => verdict);
        };
        for (const what of ["everybody", "everybody but somebody", "everybody of the organization", "a federation"])
            expect(alone(refused[what][0]), what).to.deep.equal(["non-compliant"]);
        for (const [what, statement] of Object.entries(accepted))
            expect(alone(statement), what).to.deep.equal(["compliant"]);
    });
});
