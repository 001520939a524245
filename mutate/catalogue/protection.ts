import { ignoring, ofType, type Operator, short, unprotected } from "../mutant";

/** Row 128: each store of data without Pulumi's protection. */
export const protection: Operator = (plan) =>
    ofType(plan, "ebs/volume:Volume", "s3/bucket:Bucket")
        .filter(({ protect }) => protect)
        .map((one) => ({
            id: `${short(one)} is not protected`,
            family: "closed",
            rows: [128],
            plan: unprotected(plan, one),
        }));

const ignored: readonly (readonly [type: string, path: string])[] = [
    ["ec2/securityGroup:SecurityGroup", "ingress"],
    ["vpc/securityGroupIngressRule:SecurityGroupIngressRule", "cidrIpv4"],
    ["ec2/instance:Instance", "vpcSecurityGroupIds"],
    ["ec2/instance:Instance", "userData"],
    ["iam/role:Role", "assumeRolePolicy"],
    ["iam/rolePolicy:RolePolicy", "policy"],
    ["s3/bucketPolicy:BucketPolicy", "*"],
    ["ec2/defaultNetworkAcl:DefaultNetworkAcl", "ingress"],
];

/** Row 129: what AWS keeps whatever the program says. */
export const ignoredChanges: Operator = (plan) =>
    ignored.flatMap(([type, path]) =>
        ofType(plan, type)
            .slice(0, 1)
            .map((one) => ({
                id: `${short(one)} keeps its ${path}`,
                family: "closed" as const,
                rows: [129],
                plan: ignoring(plan, one, path),
            })),
    );
