import * as pulumi from "@pulumi/pulumi";
import type { ArtifactStore } from "../components/artifactStore";
import type { OpenHandsServer } from "../components/openHandsServer";
import type { ReleaseStore } from "../components/releaseStore";
import type { VerifierService } from "../components/verifierService";
import type { WebProxy } from "../components/webProxy";
import type { StackConfig } from "../model/config";
import { verifierNames } from "../model/hosts";
import type { Naming } from "../model/naming";

export interface Parts {
    readonly naming: Naming;
    readonly webProxy: WebProxy;
    readonly openHands: OpenHandsServer;
    readonly verifier: VerifierService;
    readonly artifacts: ArtifactStore;
    readonly release: ReleaseStore;
}

/** Of the verifiers in further zones, under their names. */
const further = (values: readonly pulumi.Output<string>[]) =>
    Object.fromEntries(
        verifierNames(values.length)
            .map((name, zone) => [name, values[zone]] as const)
            .slice(1),
    );

/** What a person needs after `pulumi up`: where to go, what to point names at, how to get onto a host. */
export function outputs({ access, region }: StackConfig, parts: Parts) {
    const { webProxy, openHands, verifier, artifacts, release } = parts;
    const session = (instanceId: pulumi.Output<string>) =>
        pulumi.interpolate`aws ssm start-session --region ${region} --target ${instanceId}`;
    const openHandsUrl = `https://${access.openHands.host}/`;
    const verifierUrl = `https://${access.verifier.host}/`;
    return {
        openHandsUrl,
        verifierUrl,
        dnsRecords: { [access.openHands.host]: webProxy.address, [access.verifier.host]: verifier.address },
        instanceIds: {
            webProxy: webProxy.instanceId,
            openHands: openHands.instanceId,
            ...further(verifier.instanceIds),
            verifier: verifier.instanceId,
        },
        sessions: {
            webProxy: session(webProxy.instanceId),
            openHands: session(openHands.instanceId),
            ...further(verifier.instanceIds.map(session)),
            verifier: session(verifier.instanceId),
        },
        dataVolumeId: openHands.dataVolumeId,
        buckets: { artifacts: artifacts.bucket, release: release.bucket },
        artifactOperatorRole: artifacts.operatorRoleName,
        readme: pulumi.interpolate`# isolated-openhands, stack ${parts.naming.stack}

OpenHands: ${openHandsUrl} (point ${access.openHands.host} at ${webProxy.address})
Label verifier: ${verifierUrl} (point ${access.verifier.host} at ${verifier.address})

The hosts fetch their files from ${release.bucket} and converge on their own.
On a host: \`${session(openHands.instanceId)}\`
`,
    };
}
