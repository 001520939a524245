/**
 * Usage that no plan can tell: the one place to change when a month turns out different. Quantities are per month
 * unless the unit says otherwise.
 *
 * Free allowances that belong to the account (100 GB out, ten alarms, three dashboards, 5 GB of logs) are not deducted:
 * another stack of the account may already use them.
 */
export interface Assumption {
    readonly quantity: number;
    readonly unit: string;
    readonly why: string;
}

function assume(quantity: number, unit: string, why: string): Assumption {
    return { quantity, unit, why };
}

export const assumptions = {
    llmOutGb: assume(
        4,
        "GB",
        "20,000 LLM requests of 200 kB: a request starts at 34 kB and carries the whole conversation",
    ),
    llmInGb: assume(0.5, "GB", "streamed answers of about 25 kB to the same 20,000 requests"),
    updatesInGb: assume(1.5, "GB per host", "security updates of one Ubuntu host, and the package lists"),
    userOutGb: assume(5, "GB", "the agent's page and its event streams to about ten users"),
    verdictsOutGb: assume(0.5, "GB", "100 verifications a day, mostly JSON, and artifacts looked at again"),
    crossZoneGb: assume(2, "GB", "traffic of load balancers and NAT to hosts of another zone"),
    endpointGb: assume(1, "GB per endpoint", "Session Manager, parameters and the logs of three hosts"),
    albLcu: assume(0.05, "LCU", "100 uploads of 2 MB a day are 0.01 GB/h; one LCU is 1 GB/h or 25 new connections/s"),
    nlbLcu: assume(0.05, "NLCU", "ten users; one NLCU is 1 GB/h, 800 new or 100,000 active connections"),
    dnsQueries: assume(0.5, "million queries", "three hosts asking about every 15 s"),
    kmsRequests: assume(2, "x 10,000 requests per key", "volume attachments, log delivery, SecureString reads"),
    secretCalls: assume(0.5, "x 10,000 calls per secret", "the gateway reads its key every ten minutes"),
    flowLogGb: assume(2, "GB", "records of all traffic of three hosts, two load balancers and the endpoints at 60 s"),
    dnsLogGb: assume(0.3, "GB", "half a million queries of about 600 bytes"),
    trailLogGb: assume(0.5, "GB", "management events of a small account"),
    hostLogGb: assume(1, "GB per log group", "audit, nginx, gateway and application logs"),
    logCompression: assume(
        0.15,
        "stored / ingested",
        "CloudWatch bills stored logs compressed; AWS's calculator uses 0.15",
    ),
    artifactsGb: assume(6, "GB", "requirements: 100 requests a day, 2 MB an image"),
    artifactsPuts: assume(12, "thousand requests", "requirements: 100 requests a day, four objects each"),
    artifactsGets: assume(6, "thousand requests", "half of the objects looked at once"),
    artifactsTransitions: assume(
        3,
        "thousand transitions per class",
        "one image a request; S3 leaves objects under 128 KB where they are",
    ),
    releaseGb: assume(
        20,
        "GB",
        "two versions of the container image (1.2 GB) and of the models (7 to 8 GB), host bundles",
    ),
    otherBucketGb: assume(1, "GB per bucket", "access logs"),
    rootVolumeGb: assume(8, "GB", "size of Canonical's Ubuntu AMIs, for an instance that names no size"),
    volumeFill: assume(0.4, "share of a volume", "a snapshot stores only written blocks"),
    dailyChange: assume(0.01, "share of a volume per day", "each further snapshot stores only changed blocks"),
} as const satisfies Record<string, Assumption>;
