import { hostNames } from "../../model/hosts";
import { Naming } from "../../model/naming";
import type { PartialConfig, Problem } from "./raw";

/** Who may take the operators' role is of the stack's own account, and none of its hosts. */
export function operatorProblems({ access, stack, region = "us-east-1", account }: PartialConfig): Problem[] {
    const arns = access?.operatorArns ?? [];
    const hosts = hostNames(3).map((host) => new Naming(stack, account ?? "", region).hostRole(host));
    return arns.flatMap((arn, i) => {
        const [, , , , owner, name] = arn.split(":");
        const problem = (fix: string) => [{ key: `access.operatorArns[${i}]`, value: arn, fix }];
        if (arns.indexOf(arn) !== i) return problem("is there twice: write it once");
        if (account !== undefined && owner !== account)
            return problem(
                `is in account ${owner}, and the stack in ${account}: write users and roles of that account`,
            );
        return hosts.includes(name.split("/").at(-1) ?? "")
            ? problem("is the role of a host, which could then delete artifacts for good: write people's")
            : [];
    });
}
