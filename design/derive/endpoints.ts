import type { Allowlist } from "../../model/allowlist";

/** The interface endpoints that the list needs, by AWS's service name, sorted. */
export function endpointServices(list: Allowlist): string[] {
    return [...new Set(list.flatMap(({ service }) => service ?? []))].sort();
}
