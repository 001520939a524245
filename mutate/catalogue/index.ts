import type { Operator } from "../mutant";
import { hosts, roles } from "./hosts";
import { acls, routes } from "./network";
import { publicIp } from "./publicIp";
import { dns, endpoints } from "./services";
import { securityGroups, wornGroups } from "./securityGroups";

/** Every operator that is derived from the rows of the list of misconfigurations. */
export const rowOperators: readonly Operator[] = [
    publicIp,
    securityGroups,
    wornGroups,
    acls,
    routes,
    endpoints,
    dns,
    hosts,
    roles,
];
