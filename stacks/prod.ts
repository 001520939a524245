import { ArtifactStore } from "../components/artifactStore";
import { IsolatedNetwork } from "../components/isolatedNetwork";
import { hostAddresses, tierCidrs } from "../design/addresses";
import { OpenHandsServer } from "../components/openHandsServer";
import { LogKey } from "../components/parts/logKey";
import { ReleaseStore } from "../components/releaseStore";
import { VerifierService } from "../components/verifierService";
import { WebProxy } from "../components/webProxy";
import type { StackConfig } from "../model/config";
import { verifierNames } from "../model/hosts";
import { gatewayOf, networkArgs, operatorsOf, pinnedProvider } from "./environment";
import { hostFiles } from "./hostFiles";
import { lookUp } from "./lookups";
import { outputs } from "./outputs";

/**
 * Production.
 *
 *     users ----> NLB :443 ----> web proxy (edge tier) ----> OpenHands :3000 (private tier, sealed)
 *                                     ^     |                     |
 *                                     |     +--> NAT --> LLM      |
 *                                     +--- gateways :4000 :4080 --+
 *     users ----> ALB :443 ----> verifier :8000 (private tier, sealed) ----> artifacts in S3
 *
 * No host has a public address. The private tier has no default route: its ways out are the two gateways on the web proxy,
 * the interface endpoints, and S3 of this account.
 */
export async function prod(config: StackConfig) {
    const provider = pinnedProvider(config);
    const lookups = await lookUp(config, provider);
    const { naming, allowlist, zones, s3PrefixListId, image } = lookups;
    const opts = { provider };
    const addresses = hostAddresses(config.network.cidr, config.network.azCount);
    const balancers = tierCidrs(config.network.cidr, "public", config.network.azCount);
    const gateway = gatewayOf(config, allowlist);
    const files = hostFiles(config, { naming, allowlist, gateway, addresses, balancers });
    const logKeyArn = new LogKey("logs", { naming }, opts).arn;

    const network = new IsolatedNetwork("network", { ...networkArgs(config, lookups), logKeyArn }, opts);

    const release = new ReleaseStore("release", { naming }, { ...opts, protect: true });
    const artifacts = new ArtifactStore(
        "artifacts",
        {
            naming,
            retentionDays: config.verifier.artifacts.retentionDays,
            operators: operatorsOf(config.access),
            hostRoleNames: verifierNames(addresses.verifiers.length).map((host) => naming.hostRole(host)),
        },
        { ...opts, protect: true },
    );
    const host = { naming, network, allowlist, image, release, logKeyArn };

    const webProxy = new WebProxy(
        "web-proxy",
        {
            ...host,
            gateway,
            ingress: "nlb",
            access: config.access,
            instanceType: config.webProxy.instanceType,
            privateIp: addresses.webProxy,
            files: files.edge,
        },
        opts,
    );

    const openHands = new OpenHandsServer(
        "openhands",
        {
            ...host,
            webProxy,
            s3PrefixListId,
            openHands: config.openHands,
            zone: zones[0],
            privateIp: addresses.openHands,
            files: files.agent,
        },
        opts,
    );

    const verifier = new VerifierService(
        "verifier",
        {
            ...host,
            webProxy,
            s3PrefixListId,
            authorizedCidrs: config.access.authorizedCidrs,
            // The parser refuses a prod configuration without it.
            certificateArn: config.access.verifier.certificateArn ?? "",
            instanceType: config.verifier.instanceType,
            privateIps: addresses.verifiers,
            artifacts: config.verifier.artifacts.enabled ? artifacts : undefined,
            files: files.verifiers,
        },
        opts,
    );

    return outputs(config, { naming, webProxy, openHands, verifier, artifacts, release });
}
