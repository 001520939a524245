/** Type tokens of our components. Part of every child's URN: a rename is a replacement unless aliased. */
export const tokens = {
    isolatedNetwork: "isolated:network:IsolatedNetwork",
    networkTier: "isolated:network:NetworkTier",
    vpcEndpoints: "isolated:network:VpcEndpoints",
    dnsFirewall: "isolated:network:DnsFirewall",
    flowLogs: "isolated:network:FlowLogs",
    hardenedInstance: "isolated:compute:HardenedInstance",
    webProxy: "isolated:edge:WebProxy",
    openHandsServer: "isolated:agent:OpenHandsServer",
    verifierService: "isolated:verifier:VerifierService",
    selfSignedCertificate: "isolated:verifier:SelfSignedCertificate",
    artifactStore: "isolated:storage:ArtifactStore",
    releaseStore: "isolated:storage:ReleaseStore",
    privateBucket: "isolated:storage:PrivateBucket",
    logKey: "isolated:logging:LogKey",
} as const;
