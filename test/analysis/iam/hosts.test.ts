import { expect } from "chai";
import { evaluate } from "../../../analysis/iam/evaluate";
import { planned, type Planned } from "../../fixtures/planned";

const account = "111122223333";
const arn = (service: string, resource: string, owner = account) => `arn:aws:${service}:us-east-1:${owner}:${resource}`;
const release = "isolated-openhands-release-111122223333";
const hosts = { openhands: "agent", verifier: "verifier", "web-proxy": "edge" } as const;
const addresses = { openhands: "10.0.1.10", verifier: "10.0.1.20", "web-proxy": "10.0.2.10" } as const;
type Host = keyof typeof hosts;

/** What a host asks through an endpoint, with the credentials of its role, from where it is. */
const inPlace = (host: Host) => ({
    "ec2:SourceInstanceARN": arn("ec2", "instance/i-0123456789abcdef0"),
    "aws:EC2InstanceSourceVPC": "vpc-1",
    "aws:EC2InstanceSourcePrivateIPv4": addresses[host],
    "aws:SourceVpc": "vpc-1",
    "aws:VpcSourceIp": addresses[host],
    "aws:ViaAWSService": "false",
});

/** What a host asks through NAT: the request carries an address of the internet and no VPC. */
const throughNat = (host: Host, address: string) => ({
    "ec2:SourceInstanceARN": arn("ec2", "instance/i-0123456789abcdef0"),
    "aws:EC2InstanceSourceVPC": "vpc-1",
    "aws:EC2InstanceSourcePrivateIPv4": addresses[host],
    "aws:SourceIp": address,
    "aws:ViaAWSService": "false",
});

interface Request {
    readonly host: Host;
    readonly action: string;
    readonly resource: string;
    readonly owner?: string;
    readonly context: Readonly<Record<string, string | readonly string[]>>;
    readonly endpoint?: string;
}

/** IAM's decision on a request, by every policy that the plan has on the way: the role's, and the endpoint's. */
function isAllowed(plan: Planned, { host, action, resource, owner = account, context, endpoint }: Request): boolean {
    const role = `openhands-${hosts[host]}-host`;
    const caller = { kind: "role", arn: `arn:aws:iam::${account}:role/${role}`, account } as const;
    const policies = plan.all("iam/rolePolicy:RolePolicy").filter(({ props }) => props.role === role);
    const through = endpoint && plan.one("ec2/vpcEndpoint:VpcEndpoint", `network-endpoints-${endpoint}`).props.policy;
    return evaluate(
        { caller, action, resource, resourceAccount: owner, context },
        { identity: policies.map(({ props }) => props.policy), ...(through !== undefined && { endpoint: through }) },
    ).allowed;
}

const parameter = (name: string) => arn("ssm", `parameter/isolated-openhands/prod/${name}`);
const ask = (host: Host, endpoint: string, action: string, resource: string, owner?: string): Request => ({
    ...{ host, endpoint, action, resource, owner },
    context: inPlace(host),
});

const artifacts = "ttb-verifier-artifacts-111122223333";

/** What each answer is: IAM's documentation of the keys and elements, read for these statements. */
const requests: readonly (readonly [what: string, request: Request, allowed: boolean])[] = [
    [
        "the verifier hides an artifact",
        ask("verifier", "s3", "s3:DeleteObject", `arn:aws:s3:::${artifacts}/artifacts/2026/11/29/x/image.png`),
        true,
    ],
    [
        "the verifier removes a version of an artifact for good",
        ask("verifier", "s3", "s3:DeleteObjectVersion", `arn:aws:s3:::${artifacts}/artifacts/2026/11/29/x/image.png`),
        false,
    ],
    [
        "the verifier records a deletion",
        ask("verifier", "s3", "s3:PutObject", `arn:aws:s3:::${artifacts}/audit/2026/11/29/x.json`),
        true,
    ],
    [
        "the verifier hides the record of a deletion",
        ask("verifier", "s3", "s3:DeleteObject", `arn:aws:s3:::${artifacts}/audit/2026/11/29/x.json`),
        false,
    ],
    [
        "the agent reads AWS's document",
        ask("openhands", "ssm", "ssm:GetDocument", arn("ssm", "document/AWS-RunShellScript", "")),
        true,
    ],
    [
        "the agent reads a document of the account",
        ask("openhands", "ssm", "ssm:GetDocument", arn("ssm", "document/own")),
        true,
    ],
    [
        "the agent reads a document that an outsider shares",
        ask("openhands", "ssm", "ssm:GetDocument", arn("ssm", "document/drop", "999999999999"), "999999999999"),
        false,
    ],
    [
        "the agent reads the edge's certificate",
        ask("openhands", "ssm", "ssm:GetParameter", parameter("certificates/edge")),
        true,
    ],
    [
        "the agent reads the verifier's certificate",
        ask("openhands", "ssm", "ssm:GetParameter", parameter("certificates/verifier")),
        false,
    ],
    [
        "the verifier reads the agent's certificate",
        ask("verifier", "ssm", "ssm:GetParameter", parameter("certificates/agent")),
        false,
    ],
    [
        "the edge reads the verifier's certificate",
        ask("web-proxy", "ssm", "ssm:GetParameter", parameter("certificates/verifier")),
        true,
    ],
    [
        "the agent reads the verifier's token",
        ask("openhands", "ssm", "ssm:GetParameter", parameter("verifier/token")),
        false,
    ],
    [
        "the agent writes its certificate",
        ask("openhands", "ssm", "ssm:PutParameter", parameter("certificates/agent")),
        true,
    ],
    [
        "the agent writes the edge's certificate",
        ask("openhands", "ssm", "ssm:PutParameter", parameter("certificates/edge")),
        false,
    ],
    [
        "the agent reads its release",
        ask("openhands", "s3", "s3:GetObject", `arn:aws:s3:::${release}/host/agent/x`),
        true,
    ],
    [
        "the agent reads the edge's release",
        ask("openhands", "s3", "s3:GetObject", `arn:aws:s3:::${release}/host/edge/x`),
        false,
    ],
    [
        "the agent writes to its release",
        ask("openhands", "s3", "s3:PutObject", `arn:aws:s3:::${release}/host/agent/x`),
        false,
    ],
    [
        "the agent reads a bucket of the same name in another account",
        ask("openhands", "s3", "s3:GetObject", `arn:aws:s3:::${release}/host/agent/x`, "999999999999"),
        false,
    ],
    [
        "the agent writes to another log group",
        ask("openhands", "logs", "logs:PutLogEvents", arn("logs", "log-group:other:log-stream:x")),
        false,
    ],
    [
        "the agent writes its logs",
        ask(
            "openhands",
            "logs",
            "logs:PutLogEvents",
            arn("logs", "log-group:/isolated-openhands/prod/logs/agent:log-stream:x"),
        ),
        true,
    ],
];

describe("what the roles of hosts may do, through the endpoints", () => {
    let prod: Planned;
    before(async () => (prod = await planned("prod")));

    for (const [what, request, allowed] of requests)
        it(`${what}: ${allowed ? "allowed" : "refused"}`, () => expect(isAllowed(prod, request)).to.equal(allowed));

    it("credentials of a host are refused in another VPC, from another address, and from the internet", () => {
        const request = ask("openhands", "ssm", "ssm:GetParameter", parameter("certificates/edge"));
        const at = (context: Request["context"]) => isAllowed(prod, { ...request, endpoint: undefined, context });
        expect(at(request.context)).to.equal(true);
        expect(at({ ...request.context, "aws:SourceVpc": "vpc-2" })).to.equal(false);
        expect(at({ ...request.context, "aws:VpcSourceIp": "10.0.1.20" })).to.equal(false);
        expect(at(throughNat("openhands", "203.0.113.99"))).to.equal(false);
    });

    it("what AWS asks on behalf of a role is spared: Systems Manager decrypts a parameter from where it likes", () => {
        const request = ask("openhands", "ssm", "ssm:GetParameter", parameter("certificates/edge"));
        const context = { ...request.context, "aws:SourceVpc": "vpc-2", "aws:ViaAWSService": "true" };
        expect(isAllowed(prod, { ...request, context })).to.equal(true);
    });

    it("the edge reads the LLM key from the NAT gateway's address, and from no other", () => {
        const [nat] = prod.all("ec2/eip:Eip").map(({ outputs }) => String(outputs.publicIp));
        const key = {
            action: "secretsmanager:GetSecretValue",
            resource: arn("secretsmanager", "secret:llm/anthropic-AbCdEf"),
        };
        const from = (address: string) =>
            isAllowed(prod, { host: "web-proxy", ...key, context: throughNat("web-proxy", address) });
        expect(from(nat)).to.equal(true);
        expect(from("203.0.113.99")).to.equal(false);
    });

    it("the edge makes the one TXT record of the challenge, and no other record of the zone", async () => {
        const certificate = { kind: "letsencrypt", email: "ops@example.org", hostedZoneId: "Z0123456789ABC" };
        const openHands = { host: "agent.example.org", certificate };
        const plan = await planned("prod", { access: { openHands } });
        const [nat] = plan.all("ec2/eip:Eip").map(({ outputs }) => String(outputs.publicIp));
        const change = (name: readonly string[], type: readonly string[]) =>
            isAllowed(plan, {
                host: "web-proxy",
                action: "route53:ChangeResourceRecordSets",
                resource: "arn:aws:route53:::hostedzone/Z0123456789ABC",
                context: {
                    ...throughNat("web-proxy", nat),
                    ...(name.length > 0 && { "route53:ChangeResourceRecordSetsNormalizedRecordNames": name }),
                    ...(type.length > 0 && { "route53:ChangeResourceRecordSetsRecordTypes": type }),
                },
            });
        const challenge = "_acme-challenge.agent.example.org";
        expect(change([challenge], ["TXT"])).to.equal(true);
        expect(change([challenge], ["CNAME"])).to.equal(false);
        expect(change([challenge, "www.example.org"], ["TXT"])).to.equal(false);
        expect(change([], [])).to.equal(false);
    });

    it("the edge calls a model of another region by its approved profile, and not by itself", async () => {
        const model = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";
        const bedrock = { name: "bedrock", kind: "bedrock", region: "us-east-1", models: [model] };
        const plan = await planned("prod", {
            llm: { endpoints: [bedrock], default: { endpoint: "bedrock", model: `bedrock/${model}` } },
        });
        const call = (more: Request["context"], name = "anthropic.claude-sonnet-4-5-20250929-v1:0") =>
            isAllowed(plan, {
                ...ask(
                    "web-proxy",
                    "bedrock-runtime",
                    "bedrock:InvokeModel",
                    `arn:aws:bedrock:us-west-2::foundation-model/${name}`,
                ),
                context: { ...inPlace("web-proxy"), ...more },
            });
        const profile = { "bedrock:InferenceProfileArn": arn("bedrock", `inference-profile/${model}`) };
        expect(call(profile)).to.equal(true);
        expect(call({})).to.equal(false);
        expect(call(profile, "anthropic.claude-opus-4-v1:0")).to.equal(false);
        // A bearer token need not say which instance it was made on.
        const token = { "aws:VpcSourceIp": "10.0.2.10", "aws:SourceVpc": "vpc-1", ...profile };
        const byToken = (context: Request["context"]) =>
            isAllowed(plan, {
                ...ask(
                    "web-proxy",
                    "bedrock-runtime",
                    "bedrock:InvokeModel",
                    `arn:aws:bedrock:us-west-2::foundation-model/anthropic.claude-sonnet-4-5-20250929-v1:0`,
                ),
                context,
            });
        expect(byToken(token)).to.equal(true);
        expect(byToken({ ...token, "aws:VpcSourceIp": "10.0.2.11" })).to.equal(false);
        expect(byToken(profile)).to.equal(false);
    });
});
