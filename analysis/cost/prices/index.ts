import type { PriceName } from "../../../model/prices";

/**
 * AWS list prices of us-east-1, Linux on demand, in USD: the only place where a price is written by hand. `evidence` says
 * how the figure was found; re-read the page before a figure marked "general knowledge" decides anything.
 */
export interface Price extends PricedBy {
    /** A decimal, as text so that no binary rounding touches it. */
    readonly usd: string;
}

/** A charge whose price nobody has written yet: the quantity is known, the amount is not. */
export interface Unpriced extends PricedBy {
    readonly usd: null;
}

interface PricedBy {
    /** What `operations.prices` and AWS's offers call it. */
    readonly name: string;
    readonly unit: string;
    /** The page that AWS publishes the price on. */
    readonly source: string;
    readonly evidence: string;
}

export const PRICE_REGION = "us-east-1";
/** When this list was put together. */
export const PRICES_AS_OF = "2026-11-24";
/** AWS's own convention for a month: 8760 h / 12. */
export const HOURS_PER_MONTH = 730;

const EC2 = "https://aws.amazon.com/ec2/pricing/on-demand/";
const VPC = "https://aws.amazon.com/vpc/pricing/";
const ELB = "https://aws.amazon.com/elasticloadbalancing/pricing/";
const EBS = "https://aws.amazon.com/ebs/pricing/";
const S3 = "https://aws.amazon.com/s3/pricing/";
const ROUTE53 = "https://aws.amazon.com/route53/pricing/";
const CLOUDWATCH = "https://aws.amazon.com/cloudwatch/pricing/";
const KMS = "https://aws.amazon.com/kms/pricing/";
const SECRETS = "https://aws.amazon.com/secrets-manager/pricing/";
const SSM = "https://aws.amazon.com/systems-manager/pricing/";
const WAF = "https://aws.amazon.com/waf/pricing/";
const FIREWALL = "https://aws.amazon.com/network-firewall/pricing/";

const REPEATED = "identical in eight or more public repositories";
const RECORDED = "recorded answer of the AWS Price List API, 2024-07 or later";
const READ = "page read 2026-09-20";
const GENERAL = "general knowledge; re-read the page";

type Nameless = Omit<Price, "name">;

function price(usd: string, unit: string, source: string, evidence: string): Nameless {
    return { usd, unit, source, evidence };
}

/** Every price by its name; `prefix` tells those apart that AWS calls by one word. */
function named<T extends string>(list: Readonly<Record<T, Nameless>>, prefix = ""): Readonly<Record<T, Price>> {
    const entries = Object.entries<Nameless>(list).map(([key, each]) => [key, { ...each, name: prefix + key }]);
    return Object.fromEntries(entries) as Record<T, Price>;
}

/** Per hour, shared tenancy, Linux. */
export const instances: Readonly<Record<string, Price>> = named({
    "t3.small": price("0.0208", "h", EC2, REPEATED),
    "t3.medium": price("0.0416", "h", EC2, "third-party calculator that cites the page, reviewed 2026-04-17"),
    "t3.large": price("0.0832", "h", EC2, REPEATED),
    "t3.xlarge": price("0.1664", "h", EC2, REPEATED),
    "t3.2xlarge": price("0.3328", "h", EC2, "public price table of 2025; re-read the page"),
    "t4g.small": price("0.0168", "h", EC2, REPEATED),
    "t4g.large": price("0.0672", "h", EC2, REPEATED),
    "g4dn.xlarge": price("0.526", "h", EC2, REPEATED),
});

/** An instance type that the table lacks: the plan has it, `operations.prices` or AWS's offers may know what it costs. */
export const instancePrice = (type: string): Price | Unpriced =>
    Object.hasOwn(instances, type) ? instances[type] : unpriced(type, "h", EC2);

/** Per GB and month, by volume type. */
export const volumes: Readonly<Record<string, Price>> = named(
    {
        gp3: price("0.08", "GB-month", EBS, RECORDED),
        gp2: price("0.10", "GB-month", EBS, GENERAL),
    },
    "volume.",
);

export const volumePrice = (type: string): Price | Unpriced =>
    Object.hasOwn(volumes, type) ? volumes[type] : unpriced(`volume.${type}`, "GB-month", EBS);

function unpriced(name: string, unit: string, source: string): Unpriced {
    return { name, usd: null, unit, source, evidence: "no list price is known" };
}

/** Per GB and month, by storage class as lifecycle rules name it. */
export const storageClasses: Readonly<Record<string, Price>> = named(
    {
        STANDARD: price("0.023", "GB-month", S3, RECORDED),
        STANDARD_IA: price("0.0125", "GB-month", S3, RECORDED),
        ONEZONE_IA: price("0.01", "GB-month", S3, RECORDED),
        GLACIER_IR: price("0.004", "GB-month", S3, GENERAL),
        GLACIER: price("0.0036", "GB-month", S3, RECORDED),
        DEEP_ARCHIVE: price("0.00099", "GB-month", S3, RECORDED),
    },
    "storage.",
);

/** Per 1000 lifecycle transitions into a class. */
export const transitions: Readonly<Record<string, Price>> = named(
    {
        STANDARD_IA: price("0.01", "1000 transitions", S3, GENERAL),
        ONEZONE_IA: price("0.01", "1000 transitions", S3, GENERAL),
        GLACIER_IR: price("0.02", "1000 transitions", S3, GENERAL),
        GLACIER: price("0.03", "1000 transitions", S3, GENERAL),
        DEEP_ARCHIVE: price("0.05", "1000 transitions", S3, GENERAL),
    },
    "transition.",
);

export const prices = named({
    natHour: price("0.045", "h", VPC, RECORDED),
    natGb: price("0.045", "GB", VPC, RECORDED),
    publicIpv4: price("0.005", "h", VPC, "charged since 2024-02-01, in use or idle"),
    interfaceEndpoint: price("0.01", "h", "https://aws.amazon.com/privatelink/pricing/", RECORDED),
    interfaceEndpointGb: price("0.01", "GB", "https://aws.amazon.com/privatelink/pricing/", RECORDED),
    albHour: price("0.0225", "h", ELB, READ),
    albLcu: price("0.008", "LCU-h", ELB, READ),
    nlbHour: price("0.0225", "h", ELB, GENERAL),
    nlbLcu: price("0.006", "NLCU-h", ELB, GENERAL),
    gp3Iops: price("0.005", "IOPS-month above 3000", EBS, RECORDED),
    gp3Throughput: price("0.04", "MBps-month above 125", EBS, RECORDED),
    snapshot: price("0.05", "GB-month", EBS, GENERAL),
    dataOut: price("0.09", "GB", EC2, RECORDED),
    crossZone: price("0.02", "GB, 0.01 in each direction", EC2, GENERAL),
    kmsKey: price("1", "key-month", KMS, RECORDED),
    kmsRequests: price("0.03", "10,000 requests", KMS, RECORDED),
    secret: price("0.40", "secret-month", SECRETS, RECORDED),
    secretCalls: price("0.05", "10,000 calls", SECRETS, RECORDED),
    advancedParameter: price("0.05", "parameter-month", SSM, GENERAL),
    s3Put: price("0.005", "1000 requests", S3, RECORDED),
    s3Get: price("0.0004", "1000 requests", S3, RECORDED),
    logIngestion: price("0.50", "GB", CLOUDWATCH, RECORDED),
    logStorage: price("0.03", "GB-month", CLOUDWATCH, RECORDED),
    alarm: price("0.10", "alarm-month", CLOUDWATCH, GENERAL),
    alarmHighResolution: price("0.30", "alarm-month", CLOUDWATCH, GENERAL),
    compositeAlarm: price("0.50", "alarm-month", CLOUDWATCH, GENERAL),
    metric: price("0.30", "metric-month", CLOUDWATCH, GENERAL),
    dashboard: price("3", "dashboard-month", CLOUDWATCH, GENERAL),
    dnsQueries: price("0.60", "million queries", ROUTE53, READ),
    dnsDomain: price("0.0005", "domain-month", ROUTE53, READ),
    resolverAddress: price("0.125", "h", ROUTE53, READ),
    hostedZone: price("0.50", "zone-month", ROUTE53, READ),
    webAcl: price("5", "web ACL-month", WAF, RECORDED),
    webAclRule: price("1", "rule-month", WAF, RECORDED),
    networkFirewall: price("0.395", "h", FIREWALL, "third party, re-read 2026-10-05; recorded API answer"),
} satisfies Record<PriceName, Nameless>);
