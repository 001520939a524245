import type { Operator } from "../mutant";
import { badAdditions } from "./additions";
import { closedWorld } from "./closedWorld";
import { gateway } from "./gateway";
import { groupForms } from "./groupForms";
import { commands, hosts, roles } from "./hosts";
import { identities, trusts } from "./identities";
import { lookalikes } from "./lookalikes";
import { acls, routes } from "./network";
import { ignoredChanges, protection } from "./protection";
import { providers } from "./providers";
import { publicIp } from "./publicIp";
import { dns, endpoints } from "./services";
import { secrets } from "./secrets";
import { settings } from "./settings";
import { securityGroups, attachedGroups } from "./securityGroups";

/** Every operator that is derived from the rows of the list of misconfigurations. */
export const rowOperators: readonly Operator[] = [
    publicIp,
    securityGroups,
    attachedGroups,
    acls,
    routes,
    endpoints,
    dns,
    hosts,
    commands,
    roles,
    identities,
    trusts,
    gateway,
    groupForms,
    settings,
    badAdditions,
    closedWorld,
    providers,
    secrets,
    lookalikes,
    protection,
    ignoredChanges,
];
