/** Type tokens of our components. Part of every child's URN: a rename is a replacement unless aliased. */
export const tokens = {
    isolatedNetwork: "isolated:network:IsolatedNetwork",
    hardenedInstance: "isolated:compute:HardenedInstance",
    webProxy: "isolated:edge:WebProxy",
    openHandsServer: "isolated:agent:OpenHandsServer",
    verifierService: "isolated:verifier:VerifierService",
    artifactStore: "isolated:storage:ArtifactStore",
    releaseStore: "isolated:storage:ReleaseStore",
} as const;
