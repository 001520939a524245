import * as aws from "@pulumi/aws";
import { approvedDomains } from "../design/derive/dns";
import { edgeUses } from "../design/derive/edgeUses";
import { endpointServices } from "../design/derive/endpoints";
import { gatewayPolicy } from "../design/derive/gateway";
import type { ArtifactStore } from "../components/artifactStore";
import type { IsolatedNetworkArgs } from "../components/isolatedNetwork";
import { endpointAddress, type HostAddresses, hostAddresses, tierCidrs } from "../design/addresses";
import type { Allowlist } from "../model/allowlist";
import type { StackConfig } from "../model/config";
import { endpointPolicy } from "../model/endpointPolicies";
import type { GatewayPolicy } from "../model/gatewayPolicy";
import { verifierNames } from "../model/hosts";
import type { Naming } from "../model/naming";
import type { Operators } from "../model/operators";
import { designedRoles } from "../model/roles";
import { hostFiles } from "./hostFiles";
import type { AccountLookups } from "./lookups";

/** What both environments begin with: the one provider, pinned to region and account, with the tags of every resource. */
export function pinnedProvider({ stack, profile, region, account }: StackConfig): aws.Provider {
    return new aws.Provider("aws", {
        region: region as aws.Region,
        allowedAccountIds: account === undefined ? undefined : [account],
        defaultTags: {
            tags: { Project: "isolated-openhands", Environment: stack, Profile: profile, ManagedBy: "pulumi" },
        },
    });
}

/** What config, look-ups and allowlist say about the network; the mode decides which of it is used. */
export function networkArgs(
    { network, access }: StackConfig,
    { naming, allowlist }: Pick<Placed, "naming" | "allowlist">,
    { zones, defaultVpc, s3PrefixListId }: AccountLookups,
): Omit<IsolatedNetworkArgs, "logKeyArn"> {
    // Without endpoints nothing is derived from the roles; a network of our own has the planned address.
    const uses = edgeUses(allowlist, access, hostAddresses(network.cidr, network.azCount).webProxy);
    const roles = designedRoles(naming, {
        ...uses,
        sealed: network.mode === "nat-endpoints",
        verifierZones: network.azCount,
        operators: operatorsOf(access),
    });
    return {
        ...network,
        naming,
        zones,
        defaultVpc,
        s3PrefixListId,
        authorizedCidrs: access.authorizedCidrs,
        sshCidrs: access.sshCidrs,
        approvedDomains: approvedDomains(allowlist),
        endpoints: endpointServices(allowlist).map((service) => ({
            service,
            policy: endpointPolicy(service, roles, naming),
        })),
        s3EndpointPolicy: endpointPolicy("s3", roles, naming),
    };
}

/** An environment's names, what it may reach, and where its hosts and balancers are. */
interface Placed {
    readonly naming: Naming;
    readonly allowlist: Allowlist;
    readonly addresses: HostAddresses;
    /** Blocks that load balancers' nodes live in. */
    readonly balancers: readonly string[];
}

/** What config says about the stores and the hosts: the same in every environment but for names and addresses. */
export function hostArgs(config: StackConfig, placed: Placed, { s3PrefixListId }: AccountLookups) {
    const { access, webProxy, openHands, verifier } = config;
    const { naming, allowlist, addresses } = placed;
    const gateway = gatewayOf(config, allowlist);
    const files = hostFiles(config, { ...placed, gateway });
    return {
        artifacts: {
            naming,
            retentionDays: verifier.artifacts.retentionDays,
            operators: operatorsOf(access),
            hostRoleNames: verifierNames(addresses.verifiers.length).map((host) => naming.hostRole(host)),
        },
        webProxy: {
            gateway,
            access,
            instanceType: webProxy.instanceType,
            privateIp: addresses.webProxy,
            files: files.edge,
        },
        openHands: { s3PrefixListId, openHands, privateIp: addresses.openHands, files: files.agent },
        verifier: {
            s3PrefixListId,
            authorizedCidrs: access.authorizedCidrs,
            instanceType: verifier.instanceType,
            privateIps: addresses.verifiers,
            files: files.verifiers,
        },
    };
}

/** Where the verifier keeps artifacts; config may say that it keeps none. */
export const keptIn = ({ verifier }: StackConfig, store: ArtifactStore) =>
    verifier.artifacts.enabled ? store : undefined;

/** What the LLM gateway forwards; an interface endpoint is dialled at the addresses that the plan gives it. */
export const gatewayOf = ({ network, llm }: Pick<StackConfig, "network" | "llm">, list: Allowlist): GatewayPolicy =>
    gatewayPolicy(list, llm, (service) =>
        tierCidrs(network.cidr, "private", network.azCount).map((cidr) => endpointAddress(cidr, service)),
    );

const operatorsOf = ({ operatorArns, trustedSubjects }: StackConfig["access"]): Operators => ({
    arns: operatorArns,
    subjects: trustedSubjects,
});
