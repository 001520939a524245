import { gunzipSync } from "node:zlib";
import type { GraphResource } from "../../../analysis/graph/resource";
import { unknown, unless } from "../../framework/outcome";
import { textAt } from "../../framework/read";
import { resourceRule } from "../../framework/rule";

const secretForms: readonly (readonly [what: string, form: RegExp])[] = [
    ["an AWS access key", /\b(AKIA|ASIA)[A-Z0-9]{16}\b/],
    ["a private key", /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
    ["an API key", /\b(sk-[A-Za-z0-9_-]{20,}|gh[pousr]_[A-Za-z0-9]{36})\b/],
    ["a password", /(password|passwd|secret|token)(_?access)?(_?key)?["']?\s*[=:]\s*["']?[^\s"'$({[]{8,}/i],
];

const secretsIn = (text: string): string[] => secretForms.filter(([, form]) => form.test(text)).map(([what]) => what);

const templateType = "aws:ec2/launchTemplate:LaunchTemplate";

export const userDataPlain = resourceRule("baseline", {
    id: "user-data-no-secret",
    severity: "critical",
    title: "No secret is in user data",
    why: "Everybody who may describe the instance reads its user data, and so does every process on it.",
    remediation: "Put the secret into Secrets Manager or a SecureString parameter, and name it in the host's bundle.",
    source: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html",
    rows: [9, 22],
    types: ["aws:ec2/instance:Instance", templateType, "aws:ec2/launchConfiguration:LaunchConfiguration"],
    check(host) {
        const layers: string[] = [];
        try {
            layers.push(...layersOf(host));
        } catch (error) {
            return unknown(`user data of ${host.name} (${(error as Error).message})`, "user data that can be unpacked");
        }
        const found = [...new Set(layers.flatMap(secretsIn))];
        return unless(found.length > 0 && `${host.name} has what looks like ${found.join(", ")} in its user data`);
    },
});

/** No user data is larger (AWS: 16 KiB packed); more than this is a bomb. */
const limit = { maxOutputLength: 4 << 20 };

/** User data, and what is packed in it: base64, gzip, and the files that cloud-init writes. */
function layersOf(host: GraphResource): string[] {
    const plain = host.type === templateType ? undefined : textAt(host, "userData");
    const encoded = host.type === templateType ? textAt(host, "userData") : textAt(host, "userDataBase64");
    return [...(plain ? opened(Buffer.from(plain)) : []), ...(encoded ? opened(Buffer.from(encoded, "base64")) : [])];
}

function opened(data: Buffer, depth = 0): string[] {
    const isPacked = data[0] === 0x1f && data[1] === 0x8b;
    const content = (isPacked ? gunzipSync(data, limit) : data).toString("utf8");
    if (depth === 3) return [content];
    const inner = content.match(/[A-Za-z0-9+/]{40,}={0,2}/g) ?? [];
    return [content, ...inner.flatMap((text) => openedInside(text, depth + 1))];
}

/** A word that only looks like base64 is no fault. */
function openedInside(text: string, depth: number): string[] {
    try {
        return opened(Buffer.from(text, "base64"), depth);
    } catch {
        return [];
    }
}

/** SecureString is for secrets; a String parameter that looks like one, by its name or what it holds, is a mistake. */
export const parameterNoSecret = resourceRule("baseline", {
    id: "parameter-no-secret",
    severity: "high",
    title: "No plain parameter is named like a secret or holds one",
    why: "A String parameter is shown to whoever may list parameters.",
    remediation: "Make it a SecureString.",
    source: "https://docs.aws.amazon.com/systems-manager/latest/userguide/secure-string-parameter-kms-encryption.html",
    rows: [111],
    types: ["aws:ssm/parameter:Parameter"],
    check(parameter) {
        const type = textAt(parameter, "type");
        if (type === "SecureString") return unless();
        const name = textAt(parameter, "name") ?? parameter.name;
        const held = secretsIn(textAt(parameter, "insecureValue") ?? textAt(parameter, "value") ?? "");
        return unless(
            /(password|passwd|secret|token|private-?key|api-?key)/i.test(name) &&
                `${name} holds a secret by its name, and is a ${type}: make it a SecureString`,
            held.length > 0 &&
                `${name} holds what looks like ${held.join(", ")}, and is a ${type}: make it a SecureString`,
        );
    },
});
