import { hostRoles } from "../../model/intent";
import { flows } from "../flows";

/** AWS's default quota of rules per direction of one security group (VPC quotas). */
export const groupQuota = 60;

/**
 * Ingress rules of the web proxy's group where it has no load balancer: one a block and port of clients, one for each flow of another
 * host.
 */
export function webProxyRules(authorized: number, ssh: number): number {
    const each = { users: authorized, operators: ssh } as const;
    return flows
        .filter(({ to }) => to === "edge")
        .reduce((sum, { from }) => {
            if (from === "users" || from === "operators") return sum + each[from];
            return sum + (hostRoles.some((role) => role === from) ? 1 : 0);
        }, 0);
}

/** The most authorized blocks that fit. */
export const mostAuthorized = (ssh: number): number =>
    Math.floor((groupQuota - webProxyRules(0, ssh)) / webProxyRulesOfABlock);

const webProxyRulesOfABlock = webProxyRules(1, 0) - webProxyRules(0, 0);
