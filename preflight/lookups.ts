/**
 * What look-ups answer where there is no account: the offline planner and the tests' stand-in provider both ask here. The default
 * VPC is as AWS documents it (AWS: default VPCs); zones, ids and the image are made up and named as such in the report.
 */

export interface Account {
    readonly account: string;
    readonly region: string;
}

/** A look-up that has no answer here. */
export class UnknownLookup extends Error {}

type Answer = (args: Readonly<Record<string, unknown>>, account: Account) => Record<string, unknown>;

export function answerLookup(token: string, args: Readonly<Record<string, unknown>>, account: Account) {
    const answer = answers[token];
    if (!answer) {
        throw new UnknownLookup(`the program asked ${token}, and preflight/lookups.ts has no answer: add one there`);
    }
    return answer(args, account);
}

/** Outputs of components of other packages, whose children only their own provider can make. */
export function remoteOutputs(type: string, account: Account): Record<string, unknown> {
    const answer = remoteComponents[type];
    if (!answer) {
        throw new UnknownLookup(
            `the program made a ${type}, and preflight/lookups.ts has no outputs for it: add them there`,
        );
    }
    return answer(account);
}

/** All letters that AWS uses: nobody can tell here which of them an account has, so a pinned zone is believed. */
const zonesOf = ({ region }: Account) => ["a", "b", "c", "d", "e", "f"].map((letter) => `${region}${letter}`);

const defaultVpcId = "vpc-0d5f0000000000000";
const defaultRouteTableId = "rtb-0d5f0000000000000";

/** One /20 in each of three zones, from the start of 172.31.0.0/16. */
const defaultSubnets = (account: Account) =>
    zonesOf(account)
        .slice(0, 3)
        .map((zone, i) => ({
            id: `subnet-0d5f000000000000${i}`,
            cidrBlock: `172.31.${16 * i}.0/20`,
            availabilityZone: zone,
            mapPublicIpOnLaunch: true,
            vpcId: defaultVpcId,
        }));

/** Images of Canonical's, the newest first. */
const publishedImages = ["ami-0123456789abcdef0", "ami-0fedcba9876543210"];

const answers: Readonly<Record<string, Answer>> = {
    "aws:index/getCallerIdentity:getCallerIdentity": (_, { account }) => ({
        accountId: account,
        arn: `arn:aws:iam::${account}:user/preflight`,
    }),
    "aws:index/getPartition:getPartition": () => ({ partition: "aws", dnsSuffix: "amazonaws.com" }),
    "aws:index/getAvailabilityZones:getAvailabilityZones": (_, account) => ({ names: zonesOf(account) }),
    "aws:ec2/getInstanceTypeOfferings:getInstanceTypeOfferings": (_, account) => ({ locations: zonesOf(account) }),
    "aws:ec2/getVpcEndpointService:getVpcEndpointService": (_, account) => ({ availabilityZones: zonesOf(account) }),
    "aws:ec2/getManagedPrefixList:getManagedPrefixList": ({ name }) => ({
        // Another service has another list: whoever asks for it must not be taken for S3.
        id: /^com\.amazonaws\.[a-z0-9-]+\.s3$/.test(String(name)) ? "pl-63a5400a" : "pl-02cd2c6b",
        name,
    }),
    "aws:ec2/getAmi:getAmi": () => ({ ownerId: "099720109477" }),
    "aws:ec2/getAmiIds:getAmiIds": ({ owners }) => ({
        ids: JSON.stringify(owners) === '["099720109477"]' ? publishedImages : [],
    }),
    "aws:ssm/getParameter:getParameter": ({ name }) => ({
        name,
        // Who else's parameter is asked for gets an image of who knows whom.
        value: String(name).startsWith("/aws/service/canonical/") ? publishedImages[0] : "ami-0000000000000000f",
    }),
    "aws:ec2/getVpcs:getVpcs": () => ({ ids: [defaultVpcId] }),
    "aws:ec2/getVpc:getVpc": () => ({
        id: defaultVpcId,
        cidrBlock: "172.31.0.0/16",
        mainRouteTableId: defaultRouteTableId,
        default: true,
    }),
    "aws:ec2/getSubnets:getSubnets": (_, account) => ({ ids: defaultSubnets(account).map(({ id }) => id) }),
    "aws:ec2/getSubnet:getSubnet": ({ id }, account) => ({
        ...defaultSubnets(account).find((subnet) => subnet.id === id),
    }),
    "aws:ec2/getRouteTable:getRouteTable": () => ({
        routeTableId: defaultRouteTableId,
        // The local route is there too; the provider leaves it out of the answer.
        routes: [{ cidrBlock: "0.0.0.0/0", gatewayId: "igw-0d5f0000000000000" }],
    }),
};

const remoteComponents: Readonly<Record<string, (account: Account) => Record<string, unknown>>> = {
    "awsx:ec2:DefaultVpc": (account) => ({
        vpcId: defaultVpcId,
        publicSubnetIds: defaultSubnets(account).map(({ id }) => id),
        privateSubnetIds: [],
    }),
};
