import type { Allowlist } from "../../model/allowlist";

/**
 * The exact names that the VPC may resolve. DNS Firewall filters names of private endpoints too, so they are on the list;
 * a wildcard never is, because `*.amazonaws.com` holds every bucket of every account.
 */
export function approvedDomains(list: Allowlist): string[] {
    return [...new Set(list.map(({ host }) => host))].sort();
}
