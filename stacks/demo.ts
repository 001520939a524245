import * as tls from "@pulumi/tls";
import { ArtifactStore } from "../components/artifactStore";
import { IsolatedNetwork } from "../components/isolatedNetwork";
import { OpenHandsServer } from "../components/openHandsServer";
import { LogKey } from "../components/parts/logKey";
import { SelfSignedCertificate } from "../components/parts/selfSignedCertificate";
import { ReleaseStore } from "../components/releaseStore";
import { VerifierService } from "../components/verifierService";
import { WebProxy } from "../components/webProxy";
import { demoHostAddresses, hostAddresses, tierCidrs } from "../design/addresses";
import { destinations } from "../design/destinations";
import type { StackConfig } from "../model/config";
import type { Naming } from "../model/naming";
import { hostArgs, keptIn, networkArgs, pinnedProvider } from "./environment";
import { lookUp, namingOf } from "./lookups";
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
    const opts = { provider };
    const naming = await namingOf(config, provider);
    const allowlist = destinations({ ...config, naming });
    const lookups = await lookUp(config, { naming, allowlist }, provider);
    const { mode, cidr, azCount } = config.network;
    const own = lookups.defaultVpc?.subnets;
    const addresses = own ? demoHostAddresses(own[0].cidr) : hostAddresses(cidr, azCount);
    const balancers = own?.map((subnet) => subnet.cidr) ?? tierCidrs(cidr, "public", azCount);
    const publicIp = mode === "default-vpc";
    const args = hostArgs(config, { naming, allowlist, addresses, balancers }, lookups);
    const logKeyArn = new LogKey("logs", { naming }, opts).arn;

    const network = new IsolatedNetwork(
        "network",
        { ...networkArgs(config, { naming, allowlist }, lookups), logKeyArn },
        opts,
    );

    const release = new ReleaseStore("release", { naming, forceDestroy: true }, opts);
    const artifacts = new ArtifactStore("artifacts", { ...args.artifacts, forceDestroy: true }, opts);
    const host = { naming, network, allowlist, image: lookups.image, release, logKeyArn, publicIp };

    const webProxy = new WebProxy(
        "web-proxy",
        { ...host, ...args.webProxy, ingress: publicIp ? "public-ip" : "nlb", deletionProtection: false },
        opts,
    );

    const openHands = new OpenHandsServer(
        "openhands",
        { ...host, ...args.openHands, webProxy, zone: own?.[0].zone ?? lookups.zones[0], protectData: false },
        opts,
    );

    const verifier = new VerifierService(
        "verifier",
        {
            ...host,
            ...args.verifier,
            webProxy,
            deletionProtection: false,
            forceDestroyLogs: true,
            certificateArn: config.access.verifier.certificateArn ?? selfSigned(config, naming, opts),
            artifacts: keptIn(config, artifacts),
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
