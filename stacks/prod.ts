import { ArtifactStore } from "../components/artifactStore";
import { IsolatedNetwork } from "../components/isolatedNetwork";
import { OpenHandsServer } from "../components/openHandsServer";
import { LogKey } from "../components/parts/logKey";
import { ReleaseStore } from "../components/releaseStore";
import { VerifierService } from "../components/verifierService";
import { WebProxy } from "../components/webProxy";
import { hostAddresses, tierCidrs } from "../design/addresses";
import { destinations } from "../design/destinations";
import type { StackConfig } from "../model/config";
import { hostArgs, keptIn, networkArgs, pinnedProvider } from "./environment";
import { lookUp, namingOf } from "./lookups";
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
    const opts = { provider };
    const naming = await namingOf(config, provider);
    const allowlist = destinations({ ...config, naming });
    const lookups = await lookUp(config, { naming, allowlist }, provider);
    const { cidr, azCount } = config.network;
    const addresses = hostAddresses(cidr, azCount);
    const balancers = tierCidrs(cidr, "public", azCount);
    const args = hostArgs(config, { naming, allowlist, addresses, balancers }, lookups);
    const logKeyArn = new LogKey("logs", { naming }, opts).arn;

    const network = new IsolatedNetwork(
        "network",
        { ...networkArgs(config, { naming, allowlist }, lookups), logKeyArn },
        opts,
    );

    const release = new ReleaseStore("release", { naming }, { ...opts, protect: true });
    const artifacts = new ArtifactStore("artifacts", args.artifacts, { ...opts, protect: true });
    const host = { naming, network, allowlist, image: lookups.image, release, logKeyArn };

    const webProxy = new WebProxy("web-proxy", { ...host, ...args.webProxy, ingress: "nlb" }, opts);

    const openHands = new OpenHandsServer(
        "openhands",
        { ...host, ...args.openHands, webProxy, zone: lookups.zones[0] },
        opts,
    );

    const verifier = new VerifierService(
        "verifier",
        {
            ...host,
            ...args.verifier,
            webProxy,
            // The parser refuses a prod configuration without it.
            certificateArn: config.access.verifier.certificateArn ?? "",
            artifacts: keptIn(config, artifacts),
        },
        opts,
    );

    return outputs(config, { naming, webProxy, openHands, verifier, artifacts, release });
}
