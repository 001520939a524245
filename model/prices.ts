/**
 * What a price of the table is called, in `analysis/cost/prices`, in AWS's offers as `npm run prices` reads them, and in
 * `operations.prices` of a stack's configuration. An instance type is its own name.
 */
export const priceNames = [
    "natHour",
    "natGb",
    "publicIpv4",
    "interfaceEndpoint",
    "interfaceEndpointGb",
    "albHour",
    "albLcu",
    "nlbHour",
    "nlbLcu",
    "gp3Iops",
    "gp3Throughput",
    "snapshot",
    "dataOut",
    "crossZone",
    "kmsKey",
    "kmsRequests",
    "secret",
    "secretCalls",
    "advancedParameter",
    "s3Put",
    "s3Get",
    "logIngestion",
    "logStorage",
    "alarm",
    "alarmHighResolution",
    "compositeAlarm",
    "metric",
    "dashboard",
    "dnsQueries",
    "dnsDomain",
    "resolverAddress",
    "hostedZone",
    "webAcl",
    "webAclRule",
    "networkFirewall",
] as const;

export type PriceName = (typeof priceNames)[number];

const storageNames = ["STANDARD", "STANDARD_IA", "ONEZONE_IA", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"];

/** Names that have a prefix, because AWS has the word in more than one list. Volumes that are paid by IOPS too are not among them. */
export const prefixedPriceNames: readonly string[] = [
    ...["gp2", "gp3", "sc1", "st1", "standard"].map((type) => `volume.${type}`),
    ...storageNames.map((name) => `storage.${name}`),
    ...storageNames.slice(1).map((name) => `transition.${name}`),
];
