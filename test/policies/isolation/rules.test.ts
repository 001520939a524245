import { expect } from "chai";
import { fromPlan } from "../../../analysis/graph/resource";
import type { Plan } from "../../../model/plan";
import { Judge } from "../../../mutate/judge";
import type { Mutant } from "../../../mutate/mutant";
import { mutantsOf } from "../../../mutate/mutants";
import { Context } from "../../../policies/framework/context";
import { parseLevels } from "../../../policies/framework/levels";
import { isolationRules } from "../../../policies/isolation/rules";
import { planned } from "../../fixtures/planned";

/** For each rule the mutants (by the beginning of their id) of which at least one must be killed by that very rule. */
const kills: Readonly<Record<string, readonly string[]>> = {
    "set-once": [
        "BucketPolicy artifacts doubled",
        "ResolverFirewallConfig network-dns doubled",
        "RouteTableAssociation network-private-0 doubled",
        "Parameter openhands doubled",
        "VpcEndpoint network-endpoints-s3 has a second policy",
        "Bucket artifacts says versioning itself too",
    ],
    "resource-policies-own": [
        "BucketPolicy artifacts lets in another account",
        "BucketPolicy release lets in a role that nobody designed",
        "BucketPolicy verifier-logs lets in its organization",
        "Key logs lets in a service for another account",
        "LogResourcePolicy network-dns-queries lets in a service for anybody",
        "VpcEndpoint network-endpoints-s3 lets in another account",
        "TopicPolicy added, for another account",
        "VaultPolicy added, for everybody",
    ],
    "deliveries-own": [
        "LoadBalancer verifier-alb logs into an outsider's bucket",
        "FlowLog network-flow logs into another account",
        "ResolverQueryLogConfig network-dns logs into a stream",
        "Trail added, into a bucket",
        "TopicSubscription added, for a URL",
        "MetricAlarm added, that tells another account's topic",
    ],
    "known-types": [
        "aws-native:ec2:SecurityGroupIngress added",
        "command:local:Command added",
        "pulumi-nodejs:dynamic:Resource added",
        "aws:cloudcontrol/resource:Resource added",
        "isolated:network:Bastion added",
        "Zone added, that answers inside the VPC",
    ],
    "account-guarded": [
        "SerialConsoleAccess added, switched on",
        "SerialConsoleAccess added, left at its default",
        "ImageBlockPublicAccess added, off",
        "InstanceMetadataDefaults added, without tokens",
        "AllowedImagesSettings added, that only watches",
        "SnapshotBlockPublicAccess added, off",
        "AccountPublicAccessBlock added, left at its defaults",
        "Detector added, suspended",
        "ServiceSetting added, that lets documents be public",
        "ServiceSetting added, that gives every instance a role",
    ],
    "known-inputs": [
        "IPv6 address count on Instance openhands",
        "RouteTable network-private-0 leads to a transit gateway",
    ],
    "changes-not-ignored": [
        "SecurityGroup openhands keeps its ingress",
        "Instance openhands keeps its userData",
        "BucketPolicy artifacts keeps its *",
        "DefaultNetworkAcl network keeps its ingress",
    ],
    "ids-own": [
        "LogGroup openhands has a key of another account",
        "LogGroup openhands has a key of somebody in the account",
        "LogGroup openhands has a key by an alias of somebody",
        "Volume openhands-data has a key of another region",
        "Instance openhands has a disk with a key of another account",
        "Alias logs is an alias of another key",
        "Listener verifier-https shows a certificate of another account",
        "Listener verifier-https shows a certificate of another region",
        "Listener verifier-http redirects to another host",
        "Zone added, called anthropic.com",
        "Record added, called like an approved host",
    ],
    "provider-settings": [
        "provider aws is of another account",
        "provider aws is of another region",
        "provider aws speaks to an endpoint of somebody",
        "provider aws speaks to somebody's bucket",
        "provider aws takes a role",
        "provider aws has a key",
        "provider aws has a profile",
        "provider aws goes through a proxy",
        "provider aws does not see some tags",
        "provider aws does not ask whose account it is",
        "provider aws has an input that nobody has looked at",
        "provider added, with a proxy of its own",
        "Bucket artifacts is of another region",
    ],
    "provider-pinned": ["provider aws is pinned to no account", "provider added, of another region"],
    "no-public-ip": [
        "public address asked for by Instance openhands",
        "LaunchTemplate added, with a public second interface",
    ],
    "instance-no-public-ip": ["public address left to the subnet by Instance openhands"],
    "subnet-no-public-ip": ["mapPublicIpOnLaunch on Subnet network-private-0"],
    "host-no-elastic-ip": ["Elastic IP on the interface of Instance openhands"],
    "ingress-authorized-only": ["SecurityGroup openhands admits any address in halves on SSH"],
    "egress-approved-only": [
        "every rule to S3 names the list of another region",
        "every rule to S3 names the list of somebody",
        "SecurityGroup openhands may open every TCP port to any address in halves",
    ],
    "edge-egress": ["SecurityGroup web-proxy may open every UDP port to any address"],
    "default-group-unused": ["Instance openhands names no group"],
    "one-group-each": ["Instance openhands has SecurityGroup verifier too"],
    "acl-scoped": ["NetworkAcl network-private admits RDP from any address"],
    "group-rules-designed": ["SecurityGroupIngressRule openhands-users toPort raised to 65535"],
    "default-acl-closed": ["DefaultNetworkAcl network removed"],
    "tier-residents": ["LoadBalancer web-proxy-nlb subnets with network-edge-0"],
    "doors-served": ["Listener verifier-http removed", "LoadBalancer web-proxy-nlb made internal"],
    "host-own-role": ["Instance openhands iamInstanceProfile replaced by web-proxy"],
    "address-as-designed": [
        "Instance openhands privateIp replaced by the next",
        "Instance verifier privateIp left out",
    ],
    "acl-attached": ["NetworkAclAssociation network-private-0 removed"],
    "sealed-tiers": ["RouteTable network-private-0 leads to NAT"],
    "internet-https-only": ["SecurityGroupEgressRule web-proxy-internet ipProtocol set to udp"],
    "no-other-gateway": [
        "ec2/vpcPeeringConnection:VpcPeeringConnection added",
        "ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway added",
        "ec2transitgateway/vpcAttachment:VpcAttachment added",
    ],
    "acl-deny-effective": ["NetworkAcl network-private denies what"],
    "known-network": ["RouteTable network-private-0 leads to a transit gateway"],
    "endpoint-own-account": ["VpcEndpoint network-endpoints-s3 without aws:ResourceAccount"],
    "endpoint-policy-designed": [
        "VpcEndpoint network-endpoints-ssm for every role of the account",
        "VpcEndpoint network-endpoints-s3 for the whole service",
        "VpcEndpoint network-endpoints-logs for what no host does",
        "VpcEndpoint network-endpoints-ssmmessages without what its hosts do",
    ],
    "endpoints-complete": ["VpcEndpoint network-endpoints-ssm without private names"],
    "endpoint-groups": ["SecurityGroup network-endpoints admits one outsider on SSH"],
    "dns-firewall-complete": ["ResolverFirewallDomainList network-dns-approved holds *.amazonaws.com"],
    "imds-token-one-hop": ["Instance openhands lets metadata travel two hops"],
    "source-dest-check": ["Instance openhands forwards packets"],
    "iam-known": [
        "iam/rolePolicyAttachment:RolePolicyAttachment added",
        "iam/policyAttachment:PolicyAttachment added",
        "iam/user:User added",
        "iam/accessKey:AccessKey added",
        "iam/openIdConnectProvider:OpenIdConnectProvider added",
    ],
    "role-designed": [
        "Role openhands has a policy inside itself",
        "Role openhands has a managed policy attached",
        "iam/role:Role added",
        "iam/instanceProfile:InstanceProfile added",
    ],
    "role-grants-designed": [
        "RolePolicy openhands may do what runs a command on another host",
        "RolePolicy openhands may do what sends its logs to an outsider",
        "RolePolicy openhands may do what shares a document",
        "RolePolicy openhands may do what writes to an outsider's bucket",
        "RolePolicy openhands may do what reads the LLM key",
        "RolePolicy openhands may do what reads another host's parameter",
        "iam/rolePolicy:RolePolicy added, which lets the agent invoke any model",
    ],
    "host-commands-designed": [
        "an association that runs a script of a repository is added",
        "an association that runs a document of its own is added",
    ],
    "host-credentials-bound": ["iam/role:Role added", "RolePolicy verifier role replaced by openhands"],
    "role-denials-designed": [
        "RolePolicy openhands without OnlyFromThisVpc",
        "RolePolicy verifier without OnlyFromThisHost",
        "RolePolicy web-proxy with OnlyFromThisVpc for one action",
        "RolePolicy web-proxy-nat without OnlyFromNat",
    ],
    "role-trust-designed": [
        "Role openhands may be taken by another account",
        "Role openhands may be taken by a user",
        "Role openhands may be taken by a pipeline",
        "Role network-flow may be taken without its condition",
    ],
    "role-cannot-open-network": ["RolePolicy openhands grants all but iam:*"],
    "role-reads-own-parameters": ["RolePolicy openhands reads every parameter"],
    "agent-egress-only": ["VpcEndpoint network-endpoints-s3 without a policy"],
    "verifier-egress-only": ["VpcEndpoint network-endpoints-s3 without a policy"],
    "web-proxy-egress-only": ["SecurityGroupEgressRule web-proxy-internet toPort raised to 65535"],
    "gateway-forwards-only": [
        "the gateway of web-proxy goes to another host",
        "the gateway of web-proxy goes to a bucket",
        "the gateway of web-proxy goes to another port",
        "the gateway of web-proxy goes to an address of its own",
        "the gateway of web-proxy forwards uploads too",
        "the gateway of web-proxy forwards everything",
        "the gateway of web-proxy forwards what it cannot judge",
        "the gateway of web-proxy lets the provider search",
        "the gateway of web-proxy lets the provider keep files",
        "the gateway of web-proxy asks a model that searches",
        "the gateway of web-proxy asks any model",
    ],
    "workloads-apart": ["Instance verifier has SecurityGroup web-proxy too"],
    "no-dns-exfiltration": ["ResolverFirewallRule network-dns-everything removed"],
    "allowed-paths-work": ["NetworkAclRule network-private-in-replies-0 removed"],
};

/** In prod two barriers stand behind each ingress point, so no single fault opens one; in the demo the group is alone. */
const killsInDemo: Readonly<Record<string, readonly string[]>> = {
    "doors-only": ["SecurityGroup web-proxy admits one outsider on SSH"],
    "session-manager-only": ["SecurityGroup openhands admits any address on SSH"],
};

/** Rules without a mutant of the catalogue, with the reason. */
const without: Readonly<Record<string, string>> = {
    "intent-configured": "compares with the configuration, which no plan holds: intentConfigured.test.ts tries it",
};

describe("isolation rules", function () {
    this.timeout(180_000);
    let plan: Plan;
    let demo: Plan;
    before(async () => {
        plan = (await planned("prod")).plan;
        demo = (await planned("dev")).plan;
    });

    it("find nothing in prod", () => {
        const context = new Context(fromPlan(plan));
        const against = isolationRules.flatMap(({ id, evaluate }) =>
            evaluate(context)
                .filter(({ verdict }) => verdict === "non-compliant" || verdict === "unknown")
                .map(({ message }) => `${id}: ${message}`),
        );
        expect(against).to.deep.equal([]);
    });

    it("say what a person needs: unique id, why, remediation, source, rows", () => {
        expect(new Set(isolationRules.map(({ id }) => id)).size).to.equal(isolationRules.length);
        for (const { id, pack, why, remediation, source, rows } of isolationRules) {
            expect(id).to.match(/^[a-z]+(-[a-z0-9]+)*$/);
            expect(pack).to.equal("isolation");
            for (const text of [why, remediation, source]) expect(text.length, id).to.be.above(5);
            expect(rows.length, id).to.be.above(0);
        }
    });

    it("are each tried by a mutant", () => {
        const tried = [...Object.keys(kills), ...Object.keys(killsInDemo), ...Object.keys(without)].sort();
        expect(tried).to.deep.equal(isolationRules.map(({ id }) => id).sort());
    });

    const tries = (rule: string, ids: readonly string[], of: () => Plan) =>
        it(`${rule} kills ${ids.join("; ")}`, () => {
            const mutants = mutantsOf(of());
            const chosen = ids.map((id) =>
                mutants.find((mutant) => mutant.id === id || mutant.id.startsWith(`${id} `)),
            );
            expect(chosen, "the mutant is in the catalogue").to.not.include(undefined);
            const rules = isolationRules.filter(({ id }) => id === rule);
            const judge = new Judge(of(), rules, parseLevels({}, rules), "2026-01-01");
            for (const mutant of chosen as Mutant[]) {
                const { killedBy, alsoBroke } = judge.judge(mutant);
                expect([...killedBy, ...alsoBroke], mutant.id).to.include(rule);
            }
        });
    for (const [rule, ids] of Object.entries(kills)) tries(rule, ids, () => plan);
    for (const [rule, ids] of Object.entries(killsInDemo)) tries(rule, ids, () => demo);
});
