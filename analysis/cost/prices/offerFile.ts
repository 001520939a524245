import type { RegionOffers } from "./inUse";

/**
 * AWS's public offer files, one a service and region, as the Price List Bulk API has them (AWS Billing: reading the service price
 * list file). What is taken is only what is certain: on demand, in USD, of the region, one price a name.
 */
export interface OfferFile {
    readonly offerCode: string;
    readonly publicationDate: string;
    readonly products: Readonly<Record<string, Product>>;
    readonly terms: { readonly OnDemand?: Readonly<Record<string, Readonly<Record<string, Term>>>> };
}

interface Product {
    readonly sku: string;
    readonly productFamily?: string;
    readonly attributes: Readonly<Record<string, string>>;
}

interface Term {
    readonly priceDimensions: Readonly<Record<string, Dimension>>;
}

interface Dimension {
    readonly unit: string;
    readonly beginRange?: string;
    readonly pricePerUnit: Readonly<Record<string, string>>;
}

/** What became of the files: the prices, and what was left out with the reason. */
export interface Taken {
    readonly offers: RegionOffers;
    readonly leftOut: readonly string[];
}

/** A file of another format. */
export class OfferFileError extends Error {}

interface Pattern {
    readonly offer: RegExp;
    /** The usage type without the region's prefix, such as EUC1-. */
    readonly usage: RegExp;
    readonly name: string;
    readonly unit: RegExp;
    /** Units of the file in one unit of the table. */
    readonly times?: number;
    readonly where?: Readonly<Record<string, string>>;
}

const hours = /^(hrs|hours?|lcu-hrs|nlcu-hrs)$/i;
const gigabytes = /^(gb|gigabytes)$/i;
const months = /^gb-mo(nth)?$/i;
const ec2 = /^AmazonEC2$/;
const balancer = /^(AmazonEC2|AWSELB)$/;
const nat = /^(AmazonEC2|AmazonVPC)$/;
const vpc = /^AmazonVPC$/;
const s3 = /^AmazonS3$/;
const watch = /^AmazonCloudWatch$/;

const storage = (name: string, usage: RegExp): Pattern => ({ offer: s3, usage, name: `storage.${name}`, unit: months });

const balancing = (name: string, usage: RegExp, kind: "Application" | "Network"): Pattern => ({
    ...{ offer: balancer, usage, name, unit: hours },
    where: { operation: `LoadBalancing:${kind}` },
});

const patterns: readonly Pattern[] = [
    ...["gp2", "gp3", "sc1", "st1"].map((type) => ({
        offer: ec2,
        usage: new RegExp(`^EBS:VolumeUsage\\.${type}$`),
        name: `volume.${type}`,
        unit: months,
    })),
    { offer: ec2, usage: /^EBS:VolumeUsage$/, name: "volume.standard", unit: months },
    { offer: ec2, usage: /^EBS:VolumeP-IOPS\.gp3$/, name: "gp3Iops", unit: /^iops-mo$/i },
    { offer: ec2, usage: /^EBS:VolumeP-Throughput\.gp3$/, name: "gp3Throughput", unit: /^gibps-mo$/i, times: 1 / 1024 },
    { offer: ec2, usage: /^EBS:SnapshotUsage$/, name: "snapshot", unit: months },
    { offer: nat, usage: /^NatGateway-Hours$/, name: "natHour", unit: hours },
    { offer: nat, usage: /^NatGateway-Bytes$/, name: "natGb", unit: gigabytes },
    balancing("albHour", /^LoadBalancerUsage$/, "Application"),
    balancing("albLcu", /^LCUUsage$/, "Application"),
    balancing("nlbHour", /^LoadBalancerUsage$/, "Network"),
    balancing("nlbLcu", /^LCUUsage$/, "Network"),
    { offer: vpc, usage: /^PublicIPv4:InUseAddress$/, name: "publicIpv4", unit: hours },
    { offer: vpc, usage: /^VpcEndpoint-Hours$/, name: "interfaceEndpoint", unit: hours },
    { offer: vpc, usage: /^VpcEndpoint-Bytes$/, name: "interfaceEndpointGb", unit: gigabytes },
    {
        offer: /^AWSDataTransfer$/,
        usage: /^DataTransfer-Out-Bytes$/,
        name: "dataOut",
        unit: gigabytes,
        where: { toLocation: "External" },
    },
    { offer: /^awskms$/i, usage: /^KMS-Keys$/, name: "kmsKey", unit: /^keys?$/i },
    { offer: /^awskms$/i, usage: /^KMS-Requests$/, name: "kmsRequests", unit: /^requests?$/i, times: 10_000 },
    { offer: /^AWSSecretsManager$/, usage: /^AWSSecretsManager-Secrets$/, name: "secret", unit: /^secrets?$/i },
    {
        offer: /^AWSSecretsManager$/,
        usage: /^AWSSecretsManagerAPIRequest$/,
        name: "secretCalls",
        unit: /^api requests?$/i,
        times: 10_000,
    },
    { offer: s3, usage: /^Requests-Tier1$/, name: "s3Put", unit: /^requests?$/i, times: 1000 },
    { offer: s3, usage: /^Requests-Tier2$/, name: "s3Get", unit: /^requests?$/i, times: 1000 },
    storage("STANDARD", /^TimedStorage-ByteHrs$/),
    storage("STANDARD_IA", /^TimedStorage-SIA-ByteHrs$/),
    storage("ONEZONE_IA", /^TimedStorage-ZIA-ByteHrs$/),
    storage("GLACIER_IR", /^TimedStorage-GIR-ByteHrs$/),
    storage("GLACIER", /^TimedStorage-GlacierByteHrs$/),
    storage("DEEP_ARCHIVE", /^TimedStorage-GDA-ByteHrs$/),
    { offer: watch, usage: /^DataProcessing-Bytes$/, name: "logIngestion", unit: gigabytes },
    { offer: watch, usage: /^TimedStorage-ByteHrs$/, name: "logStorage", unit: months },
    { offer: watch, usage: /^CW:AlarmMonitorUsage$/, name: "alarm", unit: /^alarms?$/i },
    { offer: watch, usage: /^CW:MetricMonitorUsage$/, name: "metric", unit: /^metrics?$/i },
];

/** The prices of one region out of offer files of any services. @throws OfferFileError */
export function takeOffers(files: readonly OfferFile[], region: string): Taken {
    const found = new Map<string, Map<string, string[]>>();
    const leftOut: string[] = [];
    for (const file of files) {
        checkForm(file);
        for (const product of Object.values(file.products)) {
            const { attributes, sku } = product;
            if ((attributes.regionCode ?? attributes.fromRegionCode) !== region) continue;
            const pattern = instanceOf(file, product) ?? patterns.find((one) => fits(one, file.offerCode, attributes));
            if (pattern === undefined) continue;
            const price = priceOf(file, sku, pattern);
            if (typeof price !== "string") leftOut.push(`${pattern.name} (${sku}): ${price.reason}`);
            else {
                const byPrice = found.get(pattern.name) ?? new Map<string, string[]>();
                byPrice.set(price, [...(byPrice.get(price) ?? []), sku]);
                found.set(pattern.name, byPrice);
            }
        }
    }
    const usd: Record<string, string> = {};
    for (const [name, byPrice] of [...found].sort(([one], [other]) => (one < other ? -1 : 1))) {
        if (byPrice.size === 1) usd[name] = [...byPrice.keys()][0];
        else
            leftOut.push(
                `${name}: ${[...byPrice].map(([price, skus]) => `${price} (${skus.join(", ")})`).join(" or ")}`,
            );
    }
    const published = files.map(({ publicationDate }) => publicationDate.slice(0, 10)).sort()[0];
    return { offers: { published, usd }, leftOut: leftOut.sort() };
}

function checkForm(file: OfferFile): void {
    const well =
        typeof file?.offerCode === "string" &&
        /^\d{4}-\d\d-\d\dT/.test(file.publicationDate) &&
        typeof file.products === "object" &&
        typeof file.terms === "object";
    if (!well)
        throw new OfferFileError(
            "is no offer file of AWS: it has offerCode, publicationDate, products and terms (…/offers/v1.0/aws/AmazonEC2/current/REGION/index.json)",
        );
}

/** Linux on demand on shared hardware, nothing installed, in use: what the table means by an instance's price. */
function instanceOf({ offerCode }: OfferFile, { productFamily, attributes }: Product): Pattern | undefined {
    const plain =
        ec2.test(offerCode) &&
        productFamily === "Compute Instance" &&
        attributes.operatingSystem === "Linux" &&
        attributes.tenancy === "Shared" &&
        attributes.preInstalledSw === "NA" &&
        attributes.capacitystatus === "Used" &&
        attributes.operation === "RunInstances" &&
        (attributes.marketoption ?? "OnDemand") === "OnDemand";
    return plain ? { offer: ec2, usage: /./, name: attributes.instanceType, unit: hours } : undefined;
}

function fits({ offer, usage, where = {} }: Pattern, offerCode: string, attributes: Product["attributes"]): boolean {
    const withoutRegion = (attributes.usagetype ?? "").replace(/^[A-Z]{2,4}\d?-/, "");
    const matches = usage.test(attributes.usagetype ?? "") || usage.test(withoutRegion);
    return offer.test(offerCode) && matches && Object.entries(where).every(([key, value]) => attributes[key] === value);
}

/** The first step that costs something: the free ones before it belong to the account, not to the stack. */
function priceOf(
    { terms }: OfferFile,
    sku: string,
    { unit, times = 1 }: Pattern,
): string | { readonly reason: string } {
    const all = Object.values(terms.OnDemand?.[sku] ?? {});
    if (all.length !== 1) return { reason: `${all.length} terms on demand instead of one` };
    const steps = Object.values(all[0].priceDimensions)
        .filter(({ pricePerUnit }) => Number(pricePerUnit.USD) > 0)
        .sort((one, other) => Number(one.beginRange ?? 0) - Number(other.beginRange ?? 0));
    const [first] = steps;
    if (first === undefined) return { reason: "no price in USD" };
    if (!unit.test(first.unit)) return { reason: `is per ${first.unit}, which the table does not count in` };
    return (Number(first.pricePerUnit.USD) * times).toFixed(9).replace(/\.?0+$/, "");
}
