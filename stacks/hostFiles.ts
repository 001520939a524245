import { packageUpstreams } from "../allowlist/gateway";
import { firewallSets } from "../allowlist/hostFirewall";
import type { HostAddresses } from "../components/network/addresses";
import type { BundleFile } from "../hosts/bundle";
import type { EveryHostConfig, HostRole } from "../hosts/config";
import { renderHost } from "../hosts/render";
import type { Allowlist } from "../model/allowlist";
import type { StackConfig } from "../model/config";
import type { GatewayPolicy } from "../model/gatewayPolicy";
import type { Naming } from "../model/naming";
import { ports } from "../model/ports";

interface DeploymentTarget {
    readonly naming: Naming;
    readonly allowlist: Allowlist;
    readonly gateway: GatewayPolicy;
    readonly addresses: HostAddresses;
    /** Blocks that load balancers' nodes live in. */
    readonly balancers: readonly string[];
}

/** The rendered files of each host. The same in every environment but for names and addresses. */
export function hostFiles(
    config: StackConfig,
    target: DeploymentTarget,
): Readonly<Record<HostRole, readonly BundleFile[]>> {
    const { access, openHands, verifier, llm } = config;
    const { naming, allowlist, gateway, addresses, balancers } = target;
    const packageGateway = { address: addresses.webProxy, port: ports.packageGateway };
    return {
        edge: renderHost({
            ...everyHost("edge", addresses.webProxy, config, target),
            role: "edge",
            site: {
                host: access.openHands.host,
                certificate: access.openHands.certificate,
                users: access.users.map(({ name }) => name),
                authorizedCidrs: access.authorizedCidrs,
                balancers,
            },
            openHands: { address: addresses.openHands, port: ports.openHands },
            llmGateway: {
                port: ports.llmGateway,
                clients: [addresses.openHands],
                policy: gateway,
                keys: allowlist.flatMap(({ name, purpose, secretName }) =>
                    purpose === "llm" ? [{ endpoint: name, secretName }] : [],
                ),
            },
            packageGateway: {
                port: ports.packageGateway,
                clients: [addresses.openHands, addresses.verifier],
                upstreams: packageUpstreams(allowlist),
            },
        }),
        agent: renderHost({
            ...everyHost("agent", addresses.openHands, config, target),
            role: "agent",
            port: ports.openHands,
            llmGateway: { address: addresses.webProxy, port: ports.llmGateway },
            packageGateway,
            image: openHands.image,
            llm: llm.default,
        }),
        verifier: renderHost({
            ...everyHost("verifier", addresses.verifier, config, target),
            role: "verifier",
            port: ports.verifier,
            balancers,
            packageGateway,
            ocrBackend: verifier.ocrBackend,
            ollama: verifier.ollama,
            artifacts: { ...verifier.artifacts, bucket: naming.artifactBucket },
        }),
    };
}

function everyHost(
    role: HostRole,
    address: string,
    { stack, region, host, operations }: StackConfig,
    { naming, allowlist }: DeploymentTarget,
): EveryHostConfig {
    const certificate = (of: HostRole) => naming.path("certificates", of);
    return {
        stack,
        region,
        address,
        ubuntuRelease: host.ubuntuRelease,
        releaseBucket: naming.releaseBucket,
        logGroup: naming.hostLogGroup(role),
        certificateParameters: {
            edge: certificate("edge"),
            agent: certificate("agent"),
            verifier: certificate("verifier"),
        },
        firewall: firewallSets(allowlist, role),
        patchWindow: operations.patchWindow,
    };
}
