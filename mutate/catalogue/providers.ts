import { type Operator, short, withExternal, withInputs, withResource } from "../mutant";

type Inputs = Readonly<Record<string, unknown>>;

/** Inputs of a provider, as the SDK hands them over, that make it speak elsewhere, or as somebody else. */
const strange: readonly (readonly [what: string, inputs: Inputs])[] = [
    ["is of another account", { allowedAccountIds: '["999999999999"]' }],
    ["is of a second account too", { allowedAccountIds: '["111122223333","999999999999"]' }],
    ["is of another region", { region: "eu-west-1" }],
    ["speaks to an endpoint of somebody", { endpoints: '[{"s3":"https://s3.example.net"}]' }],
    [
        "speaks to somebody's bucket",
        { endpoints: '[{"sts":"https://collector.s3.us-east-1.amazonaws.com"}]', s3UsePathStyle: "true" },
    ],
    [
        "speaks to another region",
        { endpoints: '[{"s3":"https://s3.us-east-1.amazonaws.com","sts":"https://sts.eu-west-1.amazonaws.com"}]' },
    ],
    ["takes a role", { assumeRoles: '[{"roleArn":"arn:aws:iam::999999999999:role/deployer"}]' }],
    ["takes a role by a token", { assumeRoleWithWebIdentity: '{"webIdentityToken":"x"}' }],
    ["has a key", { accessKey: "AKIAIOSFODNN7EXAMPLE", secretKey: "x" }],
    ["has a profile", { profile: "other" }],
    ["reads a file of profiles", { sharedConfigFiles: '["/tmp/config"]' }],
    ["reads a file of credentials", { sharedCredentialsFiles: '["/tmp/credentials"]' }],
    ["goes through a proxy", { httpsProxy: "http://198.51.100.7:3128" }],
    ["goes through a proxy in the clear", { httpProxy: "http://198.51.100.7:3128" }],
    ["believes another authority", { customCaBundle: "/tmp/ca.pem" }],
    ["believes any certificate", { insecure: "true" }],
    ["asks another metadata service", { ec2MetadataServiceEndpoint: "http://198.51.100.7" }],
    ["does not see some tags", { ignoreTags: '{"keyPrefixes":["aws:"]}' }],
    ["does not ask whose account it is", { skipRequestingAccountId: "true" }],
    ["does not ask whether its credentials are any", { skipCredentialsValidation: "true" }],
    ["has an input that nobody has looked at", { somethingNew: "x" }],
];

/** Row 125: providers, and resources that leave theirs for another region. */
export const providers: Operator = (plan) => {
    const pinned = plan.resources.filter(({ type }) => type === "pulumi:providers:aws");
    const mutants = [
        ...pinned.flatMap((provider) =>
            strange.map(([what, inputs]) => ({
                id: `provider ${provider.name} ${what}`,
                plan: withInputs(plan, provider, inputs),
            })),
        ),
        ...pinned.map((provider) => ({
            id: `provider ${provider.name} is pinned to no account`,
            plan: withInputs(plan, provider, { allowedAccountIds: undefined }),
        })),
        {
            id: "provider added, of another region",
            plan: withExternal(plan, "pulumi:providers:aws", "added", { region: "eu-west-1" }, true),
        },
        {
            id: "provider added, with a proxy of its own",
            plan: withExternal(plan, "pulumi:providers:tls", "added", { proxy: '{"url":"http://198.51.100.7"}' }, true),
        },
        ...plan.resources
            .filter(({ type }) => /^aws:(s3\/bucket:Bucket|ec2\/securityGroup:SecurityGroup)$/.test(type))
            .map((one) => ({
                id: `${short(one)} is of another region`,
                plan: withInputs(plan, one, { region: "eu-west-1" }),
            })),
        {
            id: "Topic added, of another region",
            plan: withResource(plan, "sns/topic:Topic", "added", { name: "added", region: "eu-west-1" }),
        },
    ];
    return mutants.map((mutant) => ({ ...mutant, family: "closed", rows: [125] }));
};
