import { ofType, type Operator, short, unprotected } from "../mutant";

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
