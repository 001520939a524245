import { isUnknown, list, object } from "../../../analysis/graph/values";
import { unless } from "../../framework/outcome";
import { documentAt, flagAt, numberAt, textAt, valueAt } from "../../framework/read";
import { resourceRule } from "../../framework/rule";

export const diskEncrypted = resourceRule("baseline", {
    id: "disk-encrypted",
    severity: "high",
    title: "Every disk is encrypted",
    why: "A snapshot of an unencrypted disk is readable by whoever it is shared with.",
    remediation: "Set encrypted: true on the volume and on every block device.",
    source: "https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html",
    rows: [8, 16, 21],
    types: ["aws:ebs/volume:Volume", "aws:ec2/instance:Instance", "aws:ec2/launchTemplate:LaunchTemplate"],
    check(resource) {
        if (resource.type === "aws:ebs/volume:Volume")
            return unless(flagAt(resource, "encrypted") !== true && `${resource.name} is not encrypted`);
        const template = resource.type.includes("launchTemplate");
        const root = template ? [] : [object(valueAt(resource, "rootBlockDevice"))];
        const devices = [
            ...list(valueAt(resource, "ebsBlockDevices")),
            ...list(valueAt(resource, "blockDeviceMappings")).map((one) => object(one).ebs),
        ].map(object);
        const plain = [...root, ...devices].filter(({ encrypted }) => encrypted !== true && encrypted !== "true");
        return unless(
            plain.length > 0 && `${resource.name} has ${plain.length} disk(s) that do not say encrypted: true`,
        );
    },
});

export const logsKept = resourceRule("baseline", {
    id: "log-group-kept",
    severity: "medium",
    title: "Every log group is encrypted with a key of ours and kept at least a year",
    why: "Logs are what an audit reads, and they hold names of people.",
    remediation: "Set kmsKeyId, and retentionInDays to 365 or more.",
    source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html",
    rows: [53, 103, 104],
    types: ["aws:cloudwatch/logGroup:LogGroup"],
    check: (group) =>
        unless(
            (numberAt(group, "retentionInDays") ?? 0) < 365 &&
                `${group.name} is kept ${numberAt(group, "retentionInDays") ?? "for ever, or not at all"}: write 365 or more`,
            // Which key is not known before the key exists: that there is one, is.
            group.props.kmsKeyId === undefined && !isUnknown(group, "kmsKeyId") && `${group.name} has no key`,
        ),
});

export const keySafe = resourceRule("baseline", {
    id: "key-safe",
    severity: "high",
    title: "Every key rotates, waits before it is deleted, and is for named principals",
    why: "A key that anybody may use encrypts nothing; one that is gone takes what it encrypted with it.",
    remediation: "Set enableKeyRotation and deletionWindowInDays, and name principals or limit them by conditions.",
    source: "https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html",
    rows: [99, 100, 102],
    types: ["aws:kms/key:Key"],
    check(key) {
        const statements = documentAt(key, "policy");
        const open = (statements ?? []).filter(
            ({ allow, principals, conditions }) =>
                allow && conditions.length === 0 && principals.some(({ kind }) => kind === "any"),
        );
        return unless(
            flagAt(key, "enableKeyRotation") !== true && `${key.name} does not rotate`,
            (numberAt(key, "deletionWindowInDays") ?? 30) < 7 && `${key.name} is deleted too fast`,
            statements === undefined && `${key.name} has no policy of its own`,
            open.length > 0 && `${key.name} may be used by everybody`,
        );
    },
});

const secretForms: readonly (readonly [what: string, form: RegExp])[] = [
    ["an AWS access key", /\b(AKIA|ASIA)[A-Z0-9]{16}\b/],
    ["a private key", /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
    ["an API key", /\b(sk-[A-Za-z0-9_-]{20,}|ghp_[A-Za-z0-9]{36})\b/],
    ["a password", /\b(password|passwd|secret|token)\s*[=:]\s*["']?[^\s"'$]{8,}/i],
];

export const userDataPlain = resourceRule("baseline", {
    id: "user-data-no-secret",
    severity: "critical",
    title: "No secret is in user data",
    why: "Everybody who may describe the instance reads its user data, and so does every process on it.",
    remediation: "Put the secret into Secrets Manager or a SecureString parameter, and name it in the host's bundle.",
    source: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html",
    rows: [9, 22],
    types: ["aws:ec2/instance:Instance", "aws:ec2/launchTemplate:LaunchTemplate"],
    check(host) {
        const encoded =
            textAt(host, "userDataBase64") ??
            (host.type.includes("launchTemplate") ? textAt(host, "userData") : undefined);
        const data = encoded ? Buffer.from(encoded, "base64").toString("utf8") : (textAt(host, "userData") ?? "");
        const found = secretForms.filter(([, form]) => form.test(data)).map(([what]) => what);
        return unless(found.length > 0 && `${host.name} has what looks like ${found.join(", ")} in its user data`);
    },
});
