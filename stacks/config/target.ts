import { Region } from "@pulumi/aws/types/enums";
import type { Problem, RawConfig } from "./raw";
import { didYouMean, orMeant } from "../../model/config/didYouMean";

/** Where a stack is deployed; undefined where the file does not say it, or not in a form that can be used. */
export interface DeploymentTarget {
    readonly region: string | undefined;
    readonly account: string | undefined;
    readonly problems: readonly Problem[];
}

/** Reads region, account and stack name: what is not in the project's own sections. */
export function targetOf({ stack, aws }: Pick<RawConfig, "stack" | "aws">): DeploymentTarget {
    const { region, allowedAccountIds = [], ...others } = aws;
    const regionFix = invalidRegion(region);
    const accountsFix = invalidAccounts(allowedAccountIds);
    const problems: Problem[] = [];
    if (regionFix) problems.push({ key: "aws:region", value: region, fix: regionFix });
    if (accountsFix) problems.push({ key: "aws:allowedAccountIds", value: allowedAccountIds, fix: accountsFix });
    if (!/^[a-z]([a-z0-9-]{0,13}[a-z0-9])?$/.test(stack)) {
        const fix = "is part of bucket and load balancer names: write a stack name of 1 to 15 of a-z, 0-9 and -";
        problems.push({ key: "pulumi:stack", value: stack, fix });
    }
    for (const [key, value] of Object.entries(others)) {
        // The provider is made by the program (stacks/environment.ts), and reads nothing else.
        const meant = orMeant(key, ["region", "allowedAccountIds"]);
        const fix = `is not read: the keys are aws:region and aws:allowedAccountIds; credentials come from AWS_PROFILE${meant}`;
        problems.push({ key: `aws:${key}`, value, fix });
    }
    return {
        region: regionFix ? undefined : (region as string),
        account: accountsFix ? undefined : (allowedAccountIds as string[])[0],
        problems,
    };
}

function invalidRegion(region: unknown): string | undefined {
    const example = "write a region such as us-east-1";
    if (region === undefined) return `is needed: ${example}`;
    if (typeof region !== "string" || !/^[a-z]{2,4}(-[a-z]+)+-\d$/.test(region)) return `is no region: ${example}`;
    const known: readonly string[] = Object.values(Region);
    if (!known.includes(region))
        return `is no region of AWS: ${didYouMean(region, known.filter(isOrdinary), "regions")}`;
    if (region.startsWith("us-gov-"))
        return "is in GovCloud, where ARNs, Route 53's name and the owner of Ubuntu's images are others, and no plan of it is proved: write a region of AWS's own partition, such as us-east-1";
    return !isOrdinary(region)
        ? "is in a partition whose names do not end in amazonaws.com, as those of the allowlist do: write another region"
        : undefined;
}

export const isOrdinary = (region: string) => !/^(cn|eusc|us-gov)-|-iso[a-z]?-/.test(region);

function invalidAccounts(ids: unknown): string | undefined {
    const fix = "pins the stack to one account: write a list of one 12-digit id";
    if (!Array.isArray(ids) || ids.length > 1) return fix;
    if (typeof ids[0] === "number") return `${fix}, in quotes`;
    return ids.every((id) => typeof id === "string" && /^\d{12}$/.test(id)) ? undefined : fix;
}
