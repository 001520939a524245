import type { Rule } from "../../framework/rule";
import { balancerHardened, listenerEncrypted } from "./balancers";
import { bucketClosed, bucketKept, bucketPolicy } from "./buckets";
import { diskEncrypted, keySafe, logsKept, userDataPlain } from "./encryption";
import { leastPrivilege, noManagedAdministrator, trustNamed } from "./identities";
import { flowLogsOn, parameterNoSecret } from "./logging";

/** Every rule of the baseline pack. */
export const baselineRules: readonly Rule[] = [
    bucketClosed,
    bucketKept,
    bucketPolicy,
    diskEncrypted,
    keySafe,
    logsKept,
    userDataPlain,
    listenerEncrypted,
    balancerHardened,
    leastPrivilege,
    trustNamed,
    noManagedAdministrator,
    flowLogsOn,
    parameterNoSecret,
];
