import type { Rule } from "../../framework/rule";
import { balancerHardened } from "./balancerHardened";
import { balancerProtected } from "./balancerProtected";
import { listenerTls } from "./listenerTls";
import { targetsChecked } from "./targetsChecked";
import { bucketPolicy } from "./bucketPolicy";
import { bucketWritersNamed } from "./bucketWriters";
import { bucketClosed } from "./bucketClosed";
import { bucketKept } from "./bucketKept";
import { bucketProtected } from "./bucketProtected";
import { diskEncrypted } from "./disks";
import { hostHasRole } from "./hostHasRole";
import { policyLeastPrivilege } from "./policyLeastPrivilege";
import { noManagedAdministrator } from "./noManagedAdministrator";
import { trustNamed } from "./trustNamed";
import { keySafe } from "./keySafe";
import { logGroupKept } from "./logGroupKept";
import { flowLogsOn } from "./flowLogsOn";
import { logGroupThere } from "./logGroupThere";
import { logPolicyNamed } from "./logPolicyNamed";
import { addressUsed } from "./addressUsed";
import { groupDescribed } from "./groupDescribed";
import { groupOneForm } from "./groupOneForm";
import { groupUsed } from "./groupUsed";
import { ownVpc } from "./ownVpc";
import { networkFirewallProtected } from "./networkFirewallProtected";
import { networkFirewallStrict } from "./networkFirewallStrict";
import { plainSecrets } from "./plainSecrets";
import { protectedKept } from "./protection";
import { parameterNoSecret } from "./parameterNoSecret";
import { userDataNoSecret } from "./userDataNoSecret";
import { documentPrivate } from "./documentPrivate";
import { endpointServiceAsks } from "./endpointServiceAsks";
import { scalingChecked } from "./scalingChecked";
import { secretRotates } from "./secretRotates";
import { storeEncrypted } from "./storeEncrypted";
import { topicPrivate } from "./topicPrivate";
import { trailComplete } from "./trailComplete";

/** Every rule of the baseline pack. */
export const baselineRules: readonly Rule[] = [
    bucketClosed,
    bucketKept,
    bucketPolicy,
    bucketProtected,
    protectedKept,
    bucketWritersNamed,
    diskEncrypted,
    keySafe,
    logGroupKept,
    userDataNoSecret,
    parameterNoSecret,
    plainSecrets,
    listenerTls,
    balancerHardened,
    balancerProtected,
    targetsChecked,
    hostHasRole,
    policyLeastPrivilege,
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
    networkFirewallProtected,
    networkFirewallStrict,
];
