import type { Naming } from "./naming";
import type { PolicyStatement } from "./policyDocument";

/** Who may take the operators' role. Nobody named: people of the account, with MFA. */
export interface Operators {
    /**
     * Users, who need MFA, and roles, whose sessions cannot show it. A role of Identity Center may end in `_*`, since AWS makes the last
     * sixteen letters of its name and makes them anew with the permission set.
     */
    readonly arns: readonly string[];
    /** Subjects of an OpenID Connect provider of the account. */
    readonly subjects: readonly TrustedSubject[];
}

export interface TrustedSubject {
    /** The issuer without https://, as IAM names the provider. */
    readonly provider: string;
    readonly audience: string;
    readonly subject: string;
}

export const nobodyNamed: Operators = { arns: [], subjects: [] };

const withMfa = { Bool: { "aws:MultiFactorAuthPresent": "true" } };

/** The trust policy of the operators' role. */
export function operatorTrust(naming: Naming, { arns, subjects }: Operators): PolicyStatement[] {
    const account = { AWS: `arn:${naming.partition}:iam::${naming.account}:root` };
    const ofAccount = (Condition: PolicyStatement["Condition"]): PolicyStatement => ({
        Effect: "Allow",
        Principal: account,
        Action: "sts:AssumeRole",
        Condition,
    });
    if (arns.length === 0 && subjects.length === 0) return [ofAccount(withMfa)];
    const users = arns.filter((arn) => arn.includes(":user/"));
    const roles = arns.filter((arn) => !arn.includes(":user/")).map((arn) => arn.replace(/\*$/, "?".repeat(16)));
    return [
        ...(users.length > 0 ? [ofAccount({ ...withMfa, ArnEquals: { "aws:PrincipalArn": users } })] : []),
        // Whether a person of Identity Center needs MFA is decided there: sessions of roles say nothing of it.
        ...(roles.length > 0 ? [ofAccount({ ArnLike: { "aws:PrincipalArn": roles } })] : []),
        ...subjects.map((one) => ofSubject(naming, one)),
    ];
}

const ofSubject = (naming: Naming, { provider, audience, subject }: TrustedSubject): PolicyStatement => ({
    Effect: "Allow",
    Principal: { Federated: `arn:${naming.partition}:iam::${naming.account}:oidc-provider/${provider}` },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: { StringEquals: { [`${provider}:aud`]: audience, [`${provider}:sub`]: subject } },
});
