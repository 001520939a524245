import type { Rule } from "../../framework/rule";
import { aclAttached, aclScoped, aclShadowed } from "./acls";
import { claimRules } from "./claims";
import { defaultGroup } from "./defaultGroup";
import { dnsFirewallComplete } from "./dns";
import { edgeEgress, egressApproved } from "./egressApproved";
import { endpointGroups, endpointPolicies, endpointsComplete } from "./endpoints";
import { hostElasticIp } from "./hostElasticIp";
import { roleOpensNetwork, roleReadsOthers } from "./hostRoles";
import { imds } from "./imds";
import { ingressAuthorized } from "./ingressAuthorized";
import { instancePublicIp } from "./instancePublicIp";
import { noPublicIp } from "./noPublicIp";
import { knownNetwork, sealedTiers } from "./sealedTiers";
import { oneGroup } from "./oneGroup";
import { sourceDestCheck } from "./sourceDestCheck";
import { subnetPublicIp } from "./subnetPublicIp";

/** Every rule of the isolation pack. */
export const isolationRules: readonly Rule[] = [
    noPublicIp,
    instancePublicIp,
    subnetPublicIp,
    hostElasticIp,
    ingressAuthorized,
    egressApproved,
    edgeEgress,
    defaultGroup,
    oneGroup,
    aclScoped,
    aclAttached,
    aclShadowed,
    sealedTiers,
    knownNetwork,
    endpointPolicies,
    endpointsComplete,
    endpointGroups,
    dnsFirewallComplete,
    imds,
    sourceDestCheck,
    roleOpensNetwork,
    roleReadsOthers,
    ...claimRules,
];
