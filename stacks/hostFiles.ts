import type { DialectName } from "@isolated-openhands/gateway/rules";
import { packageUpstreams } from "../design/derive/gateway";
import { clientsOf } from "../design/derive/intent";
import { firewallSets } from "../design/derive/hostFirewall";
import type { HostAddresses } from "../design/addresses";
import type { BundleFile } from "../hosts/bundle";
import type { EveryHostConfig } from "../hosts/config";
import { renderHost } from "../hosts/render";
import type { Allowlist } from "../model/allowlist";
import type { HostRole } from "../model/intent";
import type { StackConfig } from "../model/config";
import type { GatewayPolicy } from "../model/gatewayPolicy";
import type { Naming } from "../model/naming";
import { type HostName, hostNames, roleOfHost, verifierNames } from "../model/hosts";
import { ports } from "../model/ports";

interface DeploymentTarget {
    readonly naming: Naming;
    readonly allowlist: Allowlist;
    readonly gateway: GatewayPolicy;
    readonly addresses: HostAddresses;
    /** Blocks that load balancers' nodes live in. */
    readonly balancers: readonly string[];
}

type Files = readonly BundleFile[];

export interface HostFiles {
    readonly edge: Files;
    readonly agent: Files;
    /** One a zone. */
    readonly verifiers: readonly Files[];
}

/** The rendered files of each host. The same in every environment but for names and addresses. */
export function hostFiles(config: StackConfig, target: DeploymentTarget): HostFiles {
    const { access, openHands, verifier, llm } = config;
    const { naming, allowlist, gateway, addresses, balancers } = target;
    const addressesOf = (role: HostRole) =>
        ({ edge: [addresses.webProxy], agent: [addresses.openHands], verifier: addresses.verifiers })[role];
    const { scriptHashes, ...image } = openHands.image;
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
                scriptHashes,
                sshCidrs: access.sshCidrs,
                sessionHours: access.sessionHours,
                ignoreIps: access.ignoreIps,
                balancers,
            },
            openHands: { address: addresses.openHands, port: ports.openHands },
            llmGateway: {
                port: ports.llmGateway,
                clients: clientsOf("edge", ports.llmGateway).flatMap(addressesOf),
                policy: gateway,
                keys: allowlist.flatMap(({ name, purpose, secretName }) =>
                    purpose === "llm" ? [{ endpoint: name, secretName }] : [],
                ),
            },
            packageGateway: {
                port: ports.packageGateway,
                clients: clientsOf("edge", ports.packageGateway).flatMap(addressesOf),
                upstreams: packageUpstreams(allowlist),
            },
        }),
        agent: renderHost({
            ...everyHost("agent", addresses.openHands, config, target),
            role: "agent",
            port: ports.openHands,
            llmGateway: { address: addresses.webProxy, port: ports.llmGateway },
            packageGateway,
            image,
            llm: { ...llm.default, dialect: dialectOfDefault(llm) },
        }),
        verifiers: addresses.verifiers.map((address, zone) =>
            renderHost({
                ...everyHost(verifierNames(zone + 1)[zone], address, config, target),
                role: "verifier",
                port: ports.verifier,
                balancers,
                packageGateway,
                tokenParameter: naming.path("verifier", "token"),
                ocrBackend: verifier.ocrBackend,
                ollama: verifier.ollama,
                artifacts: { ...verifier.artifacts, bucket: naming.artifactBucket },
            }),
        ),
    };
}

/** What conversations start with: the first path of the default endpoint says its dialect, and Bedrock has one for conversations. */
function dialectOfDefault({ endpoints, default: { endpoint } }: StackConfig["llm"]): DialectName {
    const found = endpoints.find(({ name }) => name === endpoint);
    return found?.kind === "https" ? found.paths[0].dialect : "bedrock-converse";
}

function everyHost(
    name: HostName,
    address: string,
    { stack, region, host, operations }: StackConfig,
    { naming, allowlist, addresses }: DeploymentTarget,
): EveryHostConfig {
    const names = hostNames(addresses.verifiers.length);
    return {
        name,
        stack,
        region,
        address,
        ubuntuRelease: host.ubuntuRelease,
        releaseBucket: naming.releaseBucket,
        logGroup: naming.hostLogGroup(name),
        certificateParameters: Object.fromEntries(names.map((one) => [one, naming.certificateParameter(one)])),
        firewall: firewallSets(allowlist, roleOfHost(name)),
        patchWindow: operations.patchWindow,
    };
}
