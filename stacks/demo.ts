import * as tls from "@pulumi/tls";
import { ArtifactStore } from "../components/artifactStore";
import { IsolatedNetwork } from "../components/isolatedNetwork";
import { demoHostAddresses, hostAddresses, tierCidrs } from "../design/addresses";
import { OpenHandsServer } from "../components/openHandsServer";
import { LogKey } from "../components/parts/logKey";
import { SelfSignedCertificate } from "../components/parts/selfSignedCertificate";
import { ReleaseStore } from "../components/releaseStore";
import { VerifierService } from "../components/verifierService";
import { WebProxy } from "../components/webProxy";
import type { StackConfig } from "../model/config";
import { verifierNames } from "../model/hosts";
import type { Naming } from "../model/naming";
import { gatewayOf, networkArgs, operatorsOf, pinnedProvider } from "./environment";
import { hostFiles } from "./hostFiles";
import { lookUp } from "./lookups";
import { outputs } from "./outputs";

/**
 * The demo.
 *
 *     users ----> web proxy :443 (public address) ----> OpenHands :3000
 *     users ----> ALB :443 ----> verifier :8000
 *
 * The same components and the same host configuration as prod, in the account's default VPC: public subnets, public
 * addresses, no NAT, no endpoints, no DNS Firewall. Nothing that is not ours is changed. What this gives up against prod is
 * computed and printed by preflight.
 */
export async function demo(config: StackConfig) {
    const provider = pinnedProvider(config);
    const lookups = await lookUp(config, provider);
    const { naming, allowlist, zones, s3PrefixListId, image, defaultVpc } = lookups;
    const opts = { provider };
    const subnet = defaultVpc?.subnets[0];
    const addresses = subnet
        ? demoHostAddresses(subnet.cidr)
        : hostAddresses(config.network.cidr, config.network.azCount);
    const balancers =
        defaultVpc?.subnets.map(({ cidr }) => cidr) ?? tierCidrs(config.network.cidr, "public", config.network.azCount);
    const publicIp = config.network.mode === "default-vpc";
    const gateway = gatewayOf(config, allowlist);
    const files = hostFiles(config, { naming, allowlist, gateway, addresses, balancers });
    const logKeyArn = new LogKey("logs", { naming }, opts).arn;

    const network = new IsolatedNetwork("network", { ...networkArgs(config, lookups), logKeyArn }, opts);

    const release = new ReleaseStore("release", { naming, forceDestroy: true }, opts);
    const artifacts = new ArtifactStore(
        "artifacts",
        {
            naming,
            retentionDays: config.verifier.artifacts.retentionDays,
            operators: operatorsOf(config.access),
            hostRoleNames: verifierNames(addresses.verifiers.length).map((host) => naming.hostRole(host)),
            forceDestroy: true,
        },
        opts,
    );
    const host = { naming, network, allowlist, image, release, logKeyArn, publicIp };

    const webProxy = new WebProxy(
        "web-proxy",
        {
            ...host,
            gateway,
            ingress: publicIp ? "public-ip" : "nlb",
            deletionProtection: false,
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
            zone: subnet?.zone ?? zones[0],
            protectData: false,
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
            deletionProtection: false,
            forceDestroyLogs: true,
            authorizedCidrs: config.access.authorizedCidrs,
            certificateArn: config.access.verifier.certificateArn ?? selfSigned(config, naming, opts),
            instanceType: config.verifier.instanceType,
            privateIps: addresses.verifiers,
            artifacts: config.verifier.artifacts.enabled ? artifacts : undefined,
            files: files.verifiers,
        },
        opts,
    );

    return outputs(config, { naming, webProxy, openHands, verifier, artifacts, release });
}

function selfSigned({ access }: StackConfig, naming: Naming, opts: { provider: ReturnType<typeof pinnedProvider> }) {
    const providers = [opts.provider, new tls.Provider("tls")];
    const args = { host: access.verifier.host, namePrefix: `${naming.name("ttb-verifier")}-` };
    return new SelfSignedCertificate("verifier-certificate", args, { providers }).arn;
}
