import type { Rule } from "../../framework/rule";
import { accountGuarded } from "./accountGuarded";
import { aclAttached, aclScoped, aclShadowed, defaultAclClosed } from "./acls";
import { doorsServed, tierResidents } from "./balancers";
import { changesNotIgnored } from "./changesNotIgnored";
import { claimRules } from "./claims";
import { defaultGroup } from "./defaultGroup";
import { deliveries } from "./deliveries";
import { dnsFirewallComplete } from "./dns";
import { edgeEgress, egressApproved, internetHttpsOnly } from "./egressApproved";
import { endpointPolicyDesigned } from "./endpointPolicyDesigned";
import { endpointGroups, endpointPolicies, endpointsComplete } from "./endpoints";
import { groupRulesDesigned } from "./groupRules";
import { hostCommands } from "./hostCommands";
import { hostElasticIp } from "./hostElasticIp";
import { addressAsDesigned, hostOwnRole } from "./hostIdentity";
import { roleOpensNetwork, roleReadsOthers } from "./hostRoles";
import { iamKnown } from "./iamKnown";
import { imds } from "./imds";
import { intentConfigured } from "./intentConfigured";
import { knownTypes } from "./knownTypes";
import { setOnce } from "./setOnce";
import { ingressAuthorized } from "./ingressAuthorized";
import { instancePublicIp } from "./instancePublicIp";
import { lookalikes } from "./lookalikes";
import { noPublicIp } from "./noPublicIp";
import { knownNetwork, sealedTiers } from "./sealedTiers";
import { otherGateway } from "./otherGateway";
import { oneGroup } from "./oneGroup";
import { providerPinned, providerSettings } from "./providerSettings";
import { resourcePolicies } from "./resourcePolicies";
import { hostCredentialsBound } from "./hostCredentialsBound";
import { roleDenialsDesigned } from "./roleDenialsDesigned";
import { roleDesigned } from "./roleDesigned";
import { roleGrantsDesigned } from "./roleGrantsDesigned";
import { roleTrustDesigned } from "./roleTrustDesigned";
import { sourceDestCheck } from "./sourceDestCheck";
import { subnetPublicIp } from "./subnetPublicIp";

/** Every rule of the isolation pack. */
export const isolationRules: readonly Rule[] = [
    knownTypes,
    setOnce,
    changesNotIgnored,
    accountGuarded,
    providerSettings,
    providerPinned,
    noPublicIp,
    instancePublicIp,
    subnetPublicIp,
    hostElasticIp,
    intentConfigured,
    ingressAuthorized,
    egressApproved,
    edgeEgress,
    internetHttpsOnly,
    groupRulesDesigned,
    defaultGroup,
    oneGroup,
    aclScoped,
    aclAttached,
    aclShadowed,
    defaultAclClosed,
    sealedTiers,
    tierResidents,
    doorsServed,
    knownNetwork,
    otherGateway,
    endpointPolicies,
    endpointPolicyDesigned,
    endpointsComplete,
    endpointGroups,
    dnsFirewallComplete,
    imds,
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
    roleOpensNetwork,
    roleReadsOthers,
    hostOwnRole,
    hostCommands,
    addressAsDesigned,
    ...claimRules,
];
