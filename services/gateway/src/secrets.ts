import { pointerTo } from "./explain";
import type { Json } from "./json/read";
import { Refusal } from "./refusal";

/** By itself, and not a piece of a longer word, as it would be by chance in a picture's base64. */
const alone = (pattern: string, letters: string) => new RegExp(`(?<![${letters}])(?:${pattern})(?![${letters}])`);
const word = (pattern: string) => alone(pattern, "A-Za-z0-9_-");
const inBase64 = (pattern: string) => alone(pattern, "A-Za-z0-9+/");

/**
 * What credentials look like that name themselves, each as its issuer documents it (the same that gitleaks' rules 8.28 look for). A
 * list of forms is never complete, and whoever wants to send one can spell it otherwise: this finds accidents.
 */
const forms: readonly (readonly [what: string, form: RegExp])[] = [
    ["an AWS access key id", inBase64("(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}")],
    ["an AWS secret access key", /aws_?secret_?(?:access_?)?key["']?\s*[=:]\s*["']?[a-z0-9/+]{40}(?![a-z0-9/+])/i],
    ["a Bedrock API key", word("(?:ABSK[A-Za-z0-9+/]{109,269}={0,2}|bedrock-api-key-[A-Za-z0-9+/=]{60,})")],
    ["an Anthropic API key", word("sk-ant-[a-z0-9]+-[A-Za-z0-9_-]{20,}")],
    ["an OpenAI API key", word("sk-(?:proj|svcacct|admin)-[A-Za-z0-9_-]{20,}|sk-[A-Za-z0-9]{48}")],
    ["a GitHub token", word("gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{60,}")],
    ["a GitLab token", word("gl(?:pat|dt|rt|cbt|ptt|ft|soat)-[A-Za-z0-9_-]{20,}")],
    ["a Slack token", word("xox[abeoprs]-[A-Za-z0-9-]{10,}|xapp-[0-9]-[A-Za-z0-9-]{10,}")],
    ["a Google API key", inBase64("AIza[A-Za-z0-9_-]{35}")],
    ["a Stripe key", word("[rs]k_live_[A-Za-z0-9]{20,}")],
    ["an npm token", word("npm_[A-Za-z0-9]{36}")],
    ["a PyPI token", word("pypi-AgEIcHlwaS5vcmc[A-Za-z0-9_-]{50,}")],
    ["a Hugging Face token", word("hf_[A-Za-z0-9]{34,}")],
    ["a private key", /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----/],
];
/** The refusal of what looks like a credential, wherever it stands; it says where and of what kind, never what it is. */
export function secretIn(value: Json, path: readonly string[] = []): Refusal | undefined {
    if (typeof value === "string") return refused(value, path, "");
    if (value === null || typeof value !== "object") return undefined;
    for (const [key, member] of Object.entries(value)) {
        const found = refused(key, path, ", as a member's name") ?? secretIn(member as Json, [...path, key]);
        if (found) return found;
    }
    return undefined;
}

function refused(text: string, path: readonly string[], place: string): Refusal | undefined {
    const what = forms.find(([, form]) => form.test(text))?.[0];
    if (what === undefined) return undefined;
    const help =
        "Take it out, and replace it where it is valid; a conversation that holds it stays refused, so begin a new one. The gateway's operator decides about secretScan.";
    return new Refusal(403, "secret", `${pointerTo(path)}: found what looks like ${what}${place}. ${help}`);
}
