import { expect } from "chai";
import { fromPlan } from "../../../analysis/graph/resource";
import type { Plan } from "../../../model/plan";
import { secretMarker } from "../../../model/wire";
import { Judge } from "../../../mutate/judge";
import { secrets } from "../../../mutate/catalogue/secrets";
import { Context } from "../../../policies/framework/context";
import { parseLevels } from "../../../policies/framework/levels";
import { baselineRules } from "../../../policies/baseline/rules";
import { plainSecrets } from "../../../policies/baseline/rules/plainSecrets";
import { planned } from "../../fixtures/planned";
import { added, against, type Edit, set } from "./fixtures";

const random = "q7Zk2VbN9xT4LmR8sYw3";

describe("plain-no-secret", function () {
    this.timeout(120_000);
    let plan: Plan;
    before(async () => {
        plan = (await planned("prod")).plan;
    });
    const said = (edit: Edit) => against("plain-no-secret", edit(plan));

    it("finds nothing in either stack", async () => {
        for (const stack of ["prod", "dev"] as const)
            expect(against("plain-no-secret", (await planned(stack)).plan), stack).to.deep.equal([]);
    });

    it("kills a secret of every form, in every place, together with the rules for user data and parameters", () => {
        const judge = new Judge(plan, baselineRules, parseLevels({}, baselineRules), "2026-01-01");
        const mutants = secrets(plan);
        expect(mutants).to.have.length(36);
        for (const mutant of mutants) expect(judge.judge(mutant).killedBy, mutant.id).to.not.deep.equal([]);
    });

    it("never says what the secret is", () => {
        const texts = secrets(plan).flatMap(({ plan: mutated }) =>
            baselineRules.flatMap(({ id }) => against(id, mutated)),
        );
        for (const held of [random, "correct-horse", "AKIAIOSFODNN7EXAMPLE", "ghp_0123"])
            expect(texts.filter((text) => text.includes(held))).to.deep.equal([]);
    });

    it("finds nothing against a Pulumi secret, which is in the clear nowhere", () => {
        const variables = { API_KEY: secretMarker, PASSWORD: secretMarker };
        expect(said(added("lambda/function:Function", { environment: { variables } }))).to.deep.equal([]);
    });

    it("reads environments of every form: a map, names with values, JSON text", () => {
        const map = { environment: { variables: { API_KEY: random } } };
        expect(said(added("lambda/function:Function", map)).join()).to.include("environment.variables.API_KEY");
        const pairs = { environment: { environmentVariables: [{ name: "DB_PASSWORD", value: "correct-horse" }] } };
        expect(said(added("codebuild/project:Project", pairs)).join()).to.include("a password");
        const text = { containerDefinitions: JSON.stringify([{ command: ["app", `--token=${random}`] }]) };
        expect(said(added("ecs/taskDefinition:TaskDefinition", text)).join()).to.include("a token");
    });

    it("leaves alone what names a secret by ARN or name, and services that are there to keep one", () => {
        const arn = "arn:aws:secretsmanager:us-east-1:111122223333:secret:llm/anthropic-AbCdEf";
        const secretsOf = {
            containerDefinitions: JSON.stringify([{ secrets: [{ name: "API_KEY", valueFrom: arn }] }]),
        };
        const edits = [
            added("ecs/taskDefinition:TaskDefinition", secretsOf),
            added("lambda/function:Function", { environment: { variables: { SECRET: arn, API_KEY: "llm/openai" } } }),
            added("secretsmanager/secretVersion:SecretVersion", { secretId: "x", secretString: random }),
            added("ssm/parameter:Parameter", { name: "/app/api-key", type: "SecureString", value: random }),
            added("efs/fileSystem:FileSystem", { creationToken: random }),
            set("ec2/instance:Instance", "openhands", { tags: { TokenTtl: "3600", SecretName: "llm/anthropic" } }),
        ];
        for (const edit of edits) expect(said(edit)).to.deep.equal([]);
    });

    it("stops the single resource, and judges none of another package or of no provider", () => {
        const [host] = fromPlan(set("ec2/instance:Instance", "openhands", { tags: { ApiKey: random } })(plan)).filter(
            ({ type, name }) => type === "aws:ec2/instance:Instance" && name === "openhands",
        );
        const [finding] = plainSecrets.resource!.check(host);
        expect(finding.message).to.include("tags.ApiKey").and.not.include(random);
        const others = [
            { ...host, type: "tls:index/privateKey:PrivateKey" },
            { ...host, custom: false },
        ];
        expect(plainSecrets.evaluate(new Context(others))).to.deep.equal([]);
    });

    const parameter = (name: string, value: string): Edit =>
        added("ssm/parameter:Parameter", { name, type: "String", value });
    it("parameter-no-secret reads the last word of a name and what stands there", () => {
        const bad = [parameter("/app/db-password", "correct-horse"), parameter("/app/url", "redis://:correct-horse@x")];
        for (const edit of bad) expect(against("parameter-no-secret", edit(plan))).to.have.length(1);
        const good: readonly (readonly [string, string])[] = [
            ["/app/token-ttl", "3600"],
            ["/app/token/ttl", "one day"],
            ["/app/password-policy", "long"],
            ["/app/token", "/run/secrets/token"],
            ["/app/secret", "arn:aws:secretsmanager:us-east-1:111122223333:secret:llm/anthropic-AbCdEf"],
            ["/app/secret", "llm/anthropic"],
        ];
        for (const [name, value] of good)
            expect(against("parameter-no-secret", parameter(name, value)(plan)), name).to.deep.equal([]);
    });
});
