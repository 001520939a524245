import type { Rule } from "../../framework/rule";
import { balancerHardened, balancerProtected, listenerEncrypted, targetsChecked } from "./balancers";
import { bucketPolicy } from "./bucketPolicy";
import { bucketWriters } from "./bucketWriters";
import { bucketClosed, bucketKept, bucketProtected } from "./buckets";
import { diskEncrypted } from "./disks";
import { hostHasRole, leastPrivilege, noManagedAdministrator, trustNamed } from "./identities";
import { keySafe, logsKept } from "./keys";
import { flowLogsOn, logGroupThere, logPolicyNamed } from "./logging";
import { addressUsed, groupDescribed, groupOneForm, groupUsed, ownVpc } from "./network";
import { firewallProtected, firewallStrict } from "./networkFirewall";
import { plainSecrets } from "./plainSecrets";
import { protectedKept } from "./protection";
import { parameterNoSecret, userDataPlain } from "./secrets";
import {
    documentPrivate,
    endpointServiceAsks,
    scalingChecked,
    secretRotates,
    storeEncrypted,
    topicPrivate,
    trailComplete,
} from "./services";

/** Every rule of the baseline pack. */
export const baselineRules: readonly Rule[] = [
    bucketClosed,
    bucketKept,
    bucketPolicy,
    bucketProtected,
    protectedKept,
    bucketWriters,
    diskEncrypted,
    keySafe,
    logsKept,
    userDataPlain,
    parameterNoSecret,
    plainSecrets,
    listenerEncrypted,
    balancerHardened,
    balancerProtected,
    targetsChecked,
    hostHasRole,
    leastPrivilege,
    trustNamed,
    noManagedAdministrator,
    flowLogsOn,
    logGroupThere,
    logPolicyNamed,
    ownVpc,
    groupDescribed,
    groupOneForm,
    groupUsed,
    addressUsed,
    storeEncrypted,
    secretRotates,
    topicPrivate,
    trailComplete,
    documentPrivate,
    scalingChecked,
    endpointServiceAsks,
    firewallProtected,
    firewallStrict,
];
