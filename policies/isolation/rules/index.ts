import type { Rule } from "../../framework/rule";
import { accountGuarded } from "./accountGuarded";
import { aclAttached } from "./aclAttached";
import { aclScoped } from "./aclScoped";
import { aclDenyEffective } from "./aclDenyEffective";
import { defaultAclClosed } from "./defaultAclClosed";
import { doorsServed } from "./doorsServed";
import { tierResidents } from "./tierResidents";
import { changesNotIgnored } from "./changesNotIgnored";
import { claimRules } from "./claims";
import { defaultGroupUnused } from "./defaultGroup";
import { deliveries } from "./deliveries";
import { dnsFirewallComplete } from "./dns";
import { edgeEgress } from "./edgeEgress";
import { egressApprovedOnly } from "./egressApprovedOnly";
import { internetHttpsOnly } from "./internetHttpsOnly";
import { endpointPolicyDesigned } from "./endpointPolicyDesigned";
import { endpointGroups } from "./endpointGroups";
import { endpointOwnAccount } from "./endpointOwnAccount";
import { endpointsComplete } from "./endpointsComplete";
import { groupRulesDesigned } from "./groupRules";
import { hostCommandsDesigned } from "./hostCommands";
import { hostNoElasticIp } from "./hostElasticIp";
import { addressAsDesigned } from "./addressAsDesigned";
import { hostOwnRole } from "./hostOwnRole";
import { roleCannotOpenNetwork } from "./roleCannotOpenNetwork";
import { roleReadsOwnParameters } from "./roleReadsOwnParameters";
import { iamKnown } from "./iamKnown";
import { imdsTokenOneHop } from "./imds";
import { intentConfigured } from "./intentConfigured";
import { knownInputs } from "./knownInputs";
import { knownTypes } from "./knownTypes";
import { setOnce } from "./setOnce";
import { ingressAuthorizedOnly } from "./ingressAuthorized";
import { instanceNoPublicIp } from "./instancePublicIp";
import { lookalikes } from "./lookalikes";
import { noPublicIp } from "./noPublicIp";
import { knownNetwork } from "./knownNetwork";
import { sealedTiers } from "./sealedTiers";
import { noOtherGateway } from "./otherGateway";
import { oneGroupEach } from "./oneGroup";
import { providerPinned, providerSettings } from "./providerSettings";
import { resourcePolicies } from "./resourcePolicies";
import { hostCredentialsBound } from "./hostCredentialsBound";
import { roleDenialsDesigned } from "./roleDenialsDesigned";
import { roleDesigned } from "./roleDesigned";
import { roleGrantsDesigned } from "./roleGrantsDesigned";
import { roleTrustDesigned } from "./roleTrustDesigned";
import { sourceDestCheck } from "./sourceDestCheck";
import { subnetNoPublicIp } from "./subnetPublicIp";

/** Every rule of the isolation pack. */
export const isolationRules: readonly Rule[] = [
    knownTypes,
    knownInputs,
    setOnce,
    changesNotIgnored,
    accountGuarded,
    providerSettings,
    providerPinned,
    noPublicIp,
    instanceNoPublicIp,
    subnetNoPublicIp,
    hostNoElasticIp,
    intentConfigured,
    ingressAuthorizedOnly,
    egressApprovedOnly,
    edgeEgress,
    internetHttpsOnly,
    groupRulesDesigned,
    defaultGroupUnused,
    oneGroupEach,
    aclScoped,
    aclAttached,
    aclDenyEffective,
    defaultAclClosed,
    sealedTiers,
    tierResidents,
    doorsServed,
    knownNetwork,
    noOtherGateway,
    endpointOwnAccount,
    endpointPolicyDesigned,
    endpointsComplete,
    endpointGroups,
    dnsFirewallComplete,
    imdsTokenOneHop,
    sourceDestCheck,
    iamKnown,
    roleDesigned,
    roleGrantsDesigned,
    roleDenialsDesigned,
    hostCredentialsBound,
    roleTrustDesigned,
    resourcePolicies,
    deliveries,
    lookalikes,
    roleCannotOpenNetwork,
    roleReadsOwnParameters,
    hostOwnRole,
    hostCommandsDesigned,
    addressAsDesigned,
    ...claimRules,
];
