/** Families of faults, each with the section of the list of misconfigurations in docs/policies.md that it is about. */
export const sections = {
    "public-ip": [1, 2, 3, 4, 5, 19, 23, 51],
    "security-group": [25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41],
    acl: [42, 43, 44, 45, 46, 47, 48, 49, 50],
    route: [54, 55, 56, 57, 58, 59, 60, 61, 62],
    endpoint: [63, 64, 65, 66, 67, 68, 69, 131],
    firewall: [113, 114, 115, 116],
    dns: [117, 118],
    iam: [10, 91, 92, 93, 94, 95, 96, 97, 98, 130],
    s3: [70, 71, 72, 73, 74, 75, 76, 77, 79, 80, 81],
    host: [6, 7, 8, 9, 10, 14, 16, 17, 20, 21, 22, 24],
    balancer: [82, 83, 84, 85, 86, 87, 88, 89, 90],
    gateway: [132],
    /** Derived from the provider's schema (`mutate/schema`): any rule may be meant for them, if it is about what was changed. */
    "unset-input": [],
    "others-id": [],
    "other-type": [120],
    outsider: [],
    closed: [120, 121, 122, 123, 124, 125, 126, 127, 128, 129, 133],
    logging: [52, 53, 99, 100, 101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111, 112, 119],
} as const satisfies Readonly<Record<string, readonly number[]>>;

export type Family = keyof typeof sections;
export const families = Object.keys(sections) as Family[];

const network: ReadonlySet<Family> = new Set(["public-ip", "security-group", "acl", "route", "endpoint", "dns"]);
/** What a network is made of besides: a host or a balancer that is moved or opened is a fault of the network too. */
const inNetwork: ReadonlySet<Family> = new Set([...network, "host", "balancer"]);
const networkRows = families.filter((family) => network.has(family)).flatMap((family) => [...sections[family]]);

const ofSchema: ReadonlySet<Family> = new Set(["unset-input", "others-id", "other-type", "outsider"]);

/** The groups of the published table. */
export const groups = ["network", "IAM", "S3", "host", "closed", "schema", "other"] as const;
export type Group = (typeof groups)[number];

export function groupOf(family: Family): Group {
    if (network.has(family)) return "network";
    if (family === "iam") return "IAM";
    if (family === "s3") return "S3";
    if (ofSchema.has(family)) return "schema";
    return family === "host" || family === "closed" ? family : "other";
}

/** Rows of what the model does not understand: "remove it" is meant for what carries traffic, and else only says that nothing is known. */
const unmodelled: readonly number[] = [14, 55, 58];

/**
 * Rows whose rules are meant for a fault that was derived from an input: its own section; the network's where it is part of that; that
 * of logs for roles, some of which deliver them.
 */
export function rowsOf(family: Family): readonly number[] {
    if (ofSchema.has(family)) return families.flatMap((one) => [...sections[one]]);
    const besides = inNetwork.has(family) ? networkRows : family === "iam" ? sections.logging : [];
    return [...sections[family], ...besides].filter((row) => !unmodelled.includes(row));
}

/** Families of types by the beginning of the type's token; the longest that fits counts. */
const byType: readonly (readonly [prefix: string, family: Family])[] = [
    ["aws:ec2/securityGroup", "security-group"],
    ["aws:ec2/defaultSecurityGroup", "security-group"],
    ["aws:vpc/securityGroup", "security-group"],
    ["aws:ec2/networkAcl", "acl"],
    ["aws:ec2/defaultNetworkAcl", "acl"],
    ["aws:ec2/subnet", "public-ip"],
    ["aws:ec2/vpc:Vpc", "dns"],
    ["aws:ec2/vpcEndpoint", "endpoint"],
    ["aws:ec2/flowLog", "logging"],
    ["aws:ec2/instance", "host"],
    ["aws:ec2/volumeAttachment", "host"],
    ["aws:ec2/", "route"],
    ["aws:ebs/", "host"],
    ["aws:iam/", "iam"],
    ["aws:lb/", "balancer"],
    ["aws:route53/resolver", "dns"],
    ["aws:s3/", "s3"],
    ["aws:", "logging"],
];

export const familyOf = (type: string): Family =>
    byType.filter(([prefix]) => type.startsWith(prefix)).sort(([a], [b]) => b.length - a.length)[0][1];
