import { expect } from "chai";
import { readPolicy, type Attachment } from "../../../analysis/iam/statements";
import { planned } from "../../fixtures/planned";

/** Where a resource of the plan carries a policy, and of which kind. */
const carried: readonly (readonly [type: string, property: string, Attachment])[] = [
    ["iam/role:Role", "assumeRolePolicy", "resource"],
    ["iam/rolePolicy:RolePolicy", "policy", "identity"],
    ["iam/policy:Policy", "policy", "identity"],
    ["ec2/vpcEndpoint:VpcEndpoint", "policy", "resource"],
    ["s3/bucketPolicy:BucketPolicy", "policy", "resource"],
    ["kms/key:Key", "policy", "resource"],
    ["cloudwatch/logResourcePolicy:LogResourcePolicy", "policyDocument", "resource"],
];

describe("The planned policies", () => {
    for (const stack of ["dev", "prod"] as const) {
        it(`Every policy document of ${stack} is understood whole by the evaluator, and no property that holds one is left out`, async () => {
            const plan = await planned(stack);
            const read: string[] = [];
            for (const [type, property, attachment] of carried) {
                for (const { name, props } of plan.all(type).filter(({ props }) => props[property] !== undefined)) {
                    expect(readPolicy(props[property], attachment).statements, name).not.to.be.empty;
                    read.push(`${type} ${name} ${property}`);
                }
            }
            expect(read).to.have.members(documentsOf(plan.plan.resources));
        });
    }
});

/** Every property whose value is a policy document, whatever its type. */
function documentsOf(resources: readonly { type: string; name: string; props: Readonly<Record<string, unknown>> }[]) {
    return resources
        .filter(({ type }) => type.startsWith("aws:"))
        .flatMap(({ type, name, props }) =>
            Object.entries(props)
                .filter(([, value]) =>
                    /"Statement"/.test(typeof value === "string" ? value : (JSON.stringify(value) ?? "")),
                )
                .map(([property]) => `${type.replace("aws:", "")} ${name} ${property}`),
        );
}
