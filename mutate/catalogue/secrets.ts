import { type Mutant, ofType, type Operator, short, withInputs, withPath } from "../mutant";
import type { PlanResource } from "../../model/plan";

const random = "q7Zk2VbN9xT4LmR8sYw3";

/** Secrets in the forms that people leave behind: by a name, and by the issuer's form alone. */
const forms: Readonly<Record<string, string>> = {
    "an API key": `API_KEY=${random}`,
    "a database's address": "postgres://app:correct-horse@db.internal:5432/app",
    "a bearer token": `Authorization: Bearer ${random}`,
    "an access key": "AKIAIOSFODNN7EXAMPLE",
    "a token of GitHub": "ghp_0123456789abcdefghijABCDEFGHIJ012345",
    "a key of an LLM": `sk-ant-api03-${random}${random}`,
};

/** Rows 9, 111 and 126: a secret in each place where a plan holds text. */
export const secrets: Operator = (plan) => {
    const places: readonly (readonly [
        row: number,
        where: string,
        type: string,
        change: (text: string, one: PlanResource) => Mutant["plan"],
    ])[] = [
        [
            9,
            "in its user data",
            "ec2/instance:Instance",
            (text, one) =>
                withInputs(plan, one, { userData: `#!/bin/sh\necho '${text}'\n`, userDataBase64: undefined }),
        ],
        [111, "in its value", "ssm/parameter:Parameter", (text, one) => withInputs(plan, one, { insecureValue: text })],
        [126, "in a tag", "s3/bucket:Bucket", (text, one) => withPath(plan, one, ["tags", "Note"], text)],
        [
            126,
            "in a command",
            "ssm/association:Association",
            (text, one) => withPath(plan, one, ["parameters", "commands"], `app '${text}'`),
        ],
        [
            126,
            "in an object",
            "s3/bucketObjectv2:BucketObjectv2",
            (text, one) => withInputs(plan, one, { contentBase64: Buffer.from(text).toString("base64") }),
        ],
        [
            126,
            "in its description",
            "ec2/securityGroup:SecurityGroup",
            (text, one) => withInputs(plan, one, { description: text }),
        ],
    ];
    return places.flatMap(([row, where, type, change]) =>
        ofType(plan, type)
            .slice(0, 1)
            .flatMap((one) =>
                Object.entries(forms).map(([what, text]) => ({
                    id: `${short(one)} has ${what} ${where}`,
                    family: "closed" as const,
                    rows: [row],
                    plan: change(text, one),
                })),
            ),
    );
};
