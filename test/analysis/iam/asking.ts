import { evaluate, type Policies, type Question } from "../../../analysis/iam/evaluate";
import type { Caller } from "../../../analysis/iam/statements";

/** Who asks what in the tables and laws of IAM's decision, and the documents it is asked of. */

export const [home, other] = ["111122223333", "444455556666"];
export const role: Caller = {
    kind: "role",
    arn: `arn:aws:iam::${home}:role/host`,
    session: `arn:aws:sts::${home}:assumed-role/host/i-1`,
    account: home,
};
export const user: Caller = { kind: "user", arn: `arn:aws:iam::${home}:user/ann`, account: home };
export const root: Caller = { kind: "root", arn: `arn:aws:iam::${home}:root`, account: home };
export const ec2: Caller = { kind: "service", arn: "ec2.amazonaws.com", account: "" };
export const nobody: Caller = { kind: "anonymous", arn: "", account: "" };

export const statement = (effect: string, more: object = {}) => ({
    Effect: effect,
    Action: "s3:*",
    Resource: "*",
    ...more,
});
export const document = (...statements: object[]) => ({ Version: "2012-10-17", Statement: statements });
export const identity = [document(statement("Allow"))];
export const allow = identity[0];
export const deny = document(statement("Deny", { Sid: "No" }));
export const grant = (principal: unknown, more: object = {}) =>
    document(statement("Allow", { Principal: principal, ...more }));
export const denyTo = (principal: object) =>
    document(statement("Allow", { Principal: "*" }), statement("Deny", { Sid: "No", ...principal }));

export const ask = (caller: Caller, policies: Policies, more: Partial<Question> = {}) =>
    evaluate(
        { caller, action: "s3:GetObject", resource: "arn:aws:s3:::b/k", resourceAccount: home, ...more },
        policies,
    );
export const abroad = { resourceAccount: other };
export const rootOf = (account: string) => ({ AWS: `arn:aws:iam::${account}:root` });
