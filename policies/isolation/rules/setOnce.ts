import type { GraphResource } from "../../../analysis/graph/resource";
import { byText } from "../../../analysis/graph/values";
import { stackRule } from "../../framework/rule";
import { violationAt } from "../network";

/** Types whose resources set something of something else (or have a name that AWS takes once), and the inputs that say what. */
const identities: Readonly<Record<string, readonly string[]>> = {
    "aws:cloudwatch/logGroup:LogGroup": ["name"],
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": ["policyName"],
    "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl": ["defaultNetworkAclId"],
    "aws:ec2/defaultRouteTable:DefaultRouteTable": ["defaultRouteTableId"],
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": ["vpcId"],
    "aws:ec2/internetGateway:InternetGateway": ["vpcId"],
    "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation": ["vpcId"],
    "aws:ec2/networkAclAssociation:NetworkAclAssociation": ["subnetId"],
    "aws:ec2/networkAclRule:NetworkAclRule": ["networkAclId", "ruleNumber", "egress"],
    "aws:ec2/route:Route": [
        "routeTableId",
        "destinationCidrBlock",
        "destinationIpv6CidrBlock",
        "destinationPrefixListId",
    ],
    "aws:ec2/routeTableAssociation:RouteTableAssociation": ["subnetId", "gatewayId"],
    "aws:ec2/volumeAttachment:VolumeAttachment": ["volumeId"],
    "aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy": ["vpcEndpointId"],
    "aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation": ["vpcEndpointId", "routeTableId"],
    "aws:iam/instanceProfile:InstanceProfile": ["name"],
    "aws:iam/role:Role": ["name"],
    "aws:iam/rolePolicy:RolePolicy": ["role", "name"],
    "aws:kms/alias:Alias": ["name"],
    "aws:kms/keyPolicy:KeyPolicy": ["keyId"],
    "aws:lb/listener:Listener": ["loadBalancerArn", "port"],
    "aws:lb/targetGroupAttachment:TargetGroupAttachment": ["targetGroupArn", "targetId", "port"],
    "aws:route53/resolverDnsSecConfig:ResolverDnsSecConfig": ["resourceId"],
    "aws:route53/resolverFirewallConfig:ResolverFirewallConfig": ["resourceId"],
    "aws:route53/resolverFirewallRule:ResolverFirewallRule": ["firewallRuleGroupId", "priority"],
    "aws:route53/resolverFirewallRuleGroupAssociation:ResolverFirewallRuleGroupAssociation": ["vpcId"],
    "aws:route53/resolverQueryLogConfigAssociation:ResolverQueryLogConfigAssociation": ["resourceId"],
    "aws:s3/bucket:Bucket": ["bucket"],
    "aws:s3/bucketObjectv2:BucketObjectv2": ["bucket", "key"],
    "aws:secretsmanager/secretPolicy:SecretPolicy": ["secretArn"],
    "aws:sns/topicPolicy:TopicPolicy": ["arn"],
    "aws:ssm/parameter:Parameter": ["name"],
};

/** Settings of a bucket are resources of their own, each of which a bucket has once. The older forms end with V2. */
const ofBucket = /^aws:s3\/bucket(?!Object|Metric|IntelligentTiering|Inventory)\w+:(Bucket\w+?)(V2)?$/;

/** Of the account and its region there is one each. */
const ofRegion =
    /^aws:(s3\/accountPublicAccessBlock|ebs\/(encryptionByDefault|defaultKmsKey|snapshotBlockPublicAccess)|ec2\/(imageBlockPublicAccess|instanceMetadataDefaults|serialConsoleAccess|vpcBlockPublicAccessOptions|allowedImagesSettings)|iam\/(accountPasswordPolicy|accountAlias)):/;

/** Inputs of a resource that say what resources beside it say too: inline, and apart by the property that names the resource. */
const inline: readonly (readonly [type: string, input: RegExp, apart: RegExp, names: string])[] = [
    ["aws:s3/bucket:Bucket", /^versioning$/i, /BucketVersioning(V2)?$/, "bucket"],
    ["aws:s3/bucket:Bucket", /^lifecycleRules$/, /BucketLifecycleConfiguration(V2)?$/, "bucket"],
    ["aws:s3/bucket:Bucket", /^policy$/, /BucketPolicy$/, "bucket"],
    ["aws:s3/bucket:Bucket", /^(acl|grants)$/, /Bucket(OwnershipControls|Acl|AclV2)$/, "bucket"],
    [
        "aws:s3/bucket:Bucket",
        /^serverSideEncryptionConfiguration$/,
        /BucketServerSideEncryptionConfiguration(V2)?$/,
        "bucket",
    ],
    ["aws:s3/bucket:Bucket", /^objectLockConfiguration$/, /BucketObjectLockConfiguration(V2)?$/, "bucket"],
    ["aws:ec2/vpcEndpoint:VpcEndpoint", /^policy$/, /VpcEndpointPolicy$/, "vpcEndpointId"],
    ["aws:ec2/vpcEndpoint:VpcEndpoint", /^routeTableIds$/, /VpcEndpointRouteTableAssociation$/, "vpcEndpointId"],
    ["aws:ec2/routeTable:RouteTable", /^routes$/, /ec2\/route:Route$/, "routeTableId"],
    ["aws:ec2/networkAcl:NetworkAcl", /^(ingress|egress)$/, /NetworkAclRule$/, "networkAclId"],
    ["aws:ec2/networkAcl:NetworkAcl", /^subnetIds$/, /NetworkAclAssociation$/, "networkAclId"],
    ["aws:kms/key:Key", /^policy$/, /KeyPolicy$/, "keyId"],
    ["aws:sns/topic:Topic", /^policy$/, /TopicPolicy$/, "arn"],
];

export const setOnce = stackRule("isolation", {
    id: "set-once",
    severity: "high",
    title: "Nothing is set by two resources, nor in a resource and beside it",
    why: "AWS keeps one of the two, whichever came last, and every other rule may have judged the other.",
    remediation: "Keep one of them.",
    source: "https://www.pulumi.com/registry/packages/aws/api-docs/s3/bucketpolicy/",
    rows: [123],
    evaluate({ resources }) {
        const urns = new Map(resources.flatMap((one) => keysOf(one).map((key) => [key, one.urn] as const)));
        const named = (one: GraphResource, input: string) => whatIs(one, input, urns);
        const first = new Map<string, GraphResource>();
        // The order in which a program makes things says nothing.
        const sorted = [...resources].sort((a, b) => byText(a.urn, b.urn));
        const doubles = sorted.flatMap((one) => {
            const identity = identityOf(one, named);
            if (identity === undefined) return [];
            const other = first.get(identity);
            if (other === undefined) first.set(identity, one);
            return other
                ? [violationAt(one.urn, `${one.name} and ${other.name} set the same thing: keep one of them`)]
                : [];
        });
        return [...doubles, ...resources.flatMap((one) => inlineToo(one, resources, named))];
    },
});

type Named = (one: GraphResource, input: string) => string | undefined;

const keysOf = ({ id, outputs, props, type }: GraphResource): string[] =>
    [id, outputs.arn, type === "aws:s3/bucket:Bucket" ? props.bucket : ""].flatMap((key) =>
        typeof key === "string" && key !== "" ? [key] : [],
    );

/** What an input is: the resource that it names where that is of the stack, else the value; undefined where nothing says it. */
function whatIs({ props, propertyDependencies }: GraphResource, input: string, urns: ReadonlyMap<string, string>) {
    const value = props[input];
    if (value !== undefined && value !== null && value !== "")
        return typeof value === "object" ? undefined : (urns.get(String(value)) ?? String(value));
    const dependencies = [...new Set(propertyDependencies[input])];
    return dependencies.length === 1 ? dependencies[0] : undefined;
}

/** Undefined for what sets nothing of its own, and where its first input, which says of what, is not known. */
function identityOf(one: GraphResource, named: Named): string | undefined {
    if (ofRegion.test(one.type)) return one.type;
    const [, setting] = ofBucket.exec(one.type) ?? [];
    const inputs = setting === undefined ? identities[one.type] : ["bucket"];
    const said = inputs?.map((input) => named(one, input));
    if (!said || !inputs) return undefined;
    const nameless = said[inputs.indexOf("name")] === undefined && inputs.includes("name");
    // An association is of a subnet or of a gateway.
    const ofWhat = one.type === "aws:ec2/routeTableAssociation:RouteTableAssociation" ? said.join("") : said[0];
    if (nameless || !ofWhat) return undefined;
    return [setting ?? one.type, ...said].join(" ");
}

function inlineToo(one: GraphResource, resources: readonly GraphResource[], named: Named) {
    // Of a state that is analysed later nothing tells what the program wrote and what AWS answered.
    if (one.written === undefined && one.props === one.outputs) return [];
    const said = one.written ?? one.props;
    return inline
        .filter(
            ([type, input]) =>
                type === one.type && Object.keys(said).some((key) => input.test(key) && isWritten(said[key])),
        )
        .flatMap(([, , apart, names]) =>
            resources
                .filter((other) => apart.test(other.type) && named(other, names) === one.urn)
                .map(({ name }) => violationAt(one.urn, `${one.name} says itself what ${name} sets: keep one of them`)),
        );
}

const isWritten = (value: unknown) =>
    value !== undefined && value !== null && value !== "" && !(Array.isArray(value) && value.length === 0);
