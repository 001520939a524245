import { failure, json } from "../operation";
import type { JsonOperations } from "./jsonService";

/** Secrets Manager: reads the current value by name or ARN. */
export const secretsmanager: JsonOperations = {
    GetSecretValue: (input, { region, callerAccount, store }) => {
        const id = String(input.SecretId);
        const byArn = /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:(\d{12}):secret:(.+?)(?:-[A-Za-z0-9]{6})?$/.exec(id);
        const owner = byArn?.[1] ?? callerAccount;
        const name = byArn?.[2] ?? id;
        const found = store.account(owner).secrets.get(name);
        const arn = `arn:aws:secretsmanager:${region}:${owner}:secret:${name}-${found?.suffix ?? "000000"}`;
        return {
            resource: arn,
            resourceAccount: owner,
            run: () =>
                found
                    ? json({ ARN: arn, Name: name, SecretString: found.value, VersionStages: ["AWSCURRENT"] })
                    : failure(400, "ResourceNotFoundException", "Secrets Manager can't find the specified secret."),
        };
    },
};
