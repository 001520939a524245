import type { Rule } from "../../framework/rule";
import { balancerHardened, balancerProtected, listenerEncrypted } from "./balancers";
import { bucketPolicy } from "./bucketPolicy";
import { bucketClosed, bucketKept } from "./buckets";
import { diskEncrypted } from "./disks";
import { leastPrivilege, noManagedAdministrator, trustNamed } from "./identities";
import { keySafe, logsKept } from "./keys";
import { flowLogsOn } from "./logging";
import { addressUsed, groupDescribed, groupOneForm, groupUsed, ownVpc } from "./network";
import { firewallProtected, firewallStrict } from "./networkFirewall";
import { parameterNoSecret, userDataPlain } from "./secrets";
import {
    documentPrivate,
    endpointServiceAsks,
    regionDefaults,
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
    diskEncrypted,
    keySafe,
    logsKept,
    userDataPlain,
    parameterNoSecret,
    listenerEncrypted,
    balancerHardened,
    balancerProtected,
    leastPrivilege,
    trustNamed,
    noManagedAdministrator,
    flowLogsOn,
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
    regionDefaults,
    firewallProtected,
    firewallStrict,
];
