/** Keys and tokens by the form that their issuers give them. */
const issued: readonly (readonly [what: string, form: RegExp])[] = [
    ["an AWS access key", /\b(AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b/],
    ["a private key", /-----BEGIN [A-Z0-9 ]*PRIVATE KEY( BLOCK)?-----|\bPuTTY-User-Key-File-|\bAGE-SECRET-KEY-1/],
    ["an API key", /\bsk-(?=[A-Za-z_-]*\d)[A-Za-z0-9_-]{20,}/], // OpenAI, Anthropic, OpenRouter
    ["an API key", /\b(gsk_|xai-|pplx-|r8_|hf_|npm_|dop_v1_|pul-|fw_|nvapi-)[A-Za-z0-9_-]{30,}/],
    ["an API key", /\b(ABSK[A-Za-z0-9+/]{40,}|bedrock-api-key-[A-Za-z0-9+/=]{20,})/], // Amazon Bedrock
    ["an API key", /\bAIza[A-Za-z0-9_-]{35}|\bya29\.[A-Za-z0-9_-]{20,}/], // Google
    ["an API key", /\b[rs]k_(live|test)_[A-Za-z0-9]{10,}|\bwhsec_[A-Za-z0-9]{20,}/], // Stripe
    ["an API key", /\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}|\bdapi[0-9a-f]{32}\b|\bhvs\.[A-Za-z0-9_-]{20,}/],
    ["a GitHub token", /\bgh[pousr]_[A-Za-z0-9]{36}|\bgithub_pat_[A-Za-z0-9_]{22,}/],
    ["a GitLab token", /\bgl(pat|ptt|rt|dt)-[A-Za-z0-9_-]{20,}/],
    ["a Slack token", /\bxox[a-z]-[A-Za-z0-9-]{10,}|\bxapp-\d-[A-Za-z0-9-]{10,}/],
    ["a Slack webhook", /\bhooks\.slack\.com\/(services|workflows)\/[A-Za-z0-9]+\/[A-Za-z0-9]+\/[A-Za-z0-9]+/],
    ["a PyPI token", /\bpypi-AgE[A-Za-z0-9_-]{20,}/],
    ["an Azure key", /\b(AccountKey|SharedAccessKey)=[A-Za-z0-9+/]{40,}={0,2}/],
    ["a JSON web token", /\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}/],
];

/** What names are for people: the words of camelCase, SNAKE_CASE and kebab-case, and no number at the end. */
const wordsOf = (name: string): string[] =>
    name
        .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
        .toLowerCase()
        .split(/[^a-z0-9]+/)
        .filter((word) => word !== "" && !/^\d+$/.test(word));

const passwords = /^(?!no)(passwords?|passwd|pwd|passphrase|pass|\w{1,12}(password|passwd))$/;
/** These words before "key" make it a secret one; a KMS key, a public key or an object's key is none. */
const beforeKey = /^(api|access|private|secret|auth|encryption|signing|account|master|admin|service|subscription)$/;
/** These before "token" make it a bookmark of an API, or a number of one. */
const beforeToken = /^(creation|client|request|next|continuation|idempotency|page|max|csrf)$/;

/** Whether what has this name is a secret, and which. `token-ttl` and `SECRET_NAME` say something about one. */
export function secretName(name: string): string | undefined {
    const words = wordsOf(name);
    const [before = "", last = ""] = words.slice(-2).length === 2 ? words.slice(-2) : ["", words[0]];
    if (passwords.test(last)) return "a password";
    if (/^(secret|credentials?)$/.test(last)) return "a secret";
    if (last === "token") return beforeToken.test(before) ? undefined : "a token";
    if (/^(apikey|secretkey|accesskey|privatekey|authtoken|accesstoken)$/.test(last)) return "a key";
    return last === "key" && beforeKey.test(before) ? "a key" : undefined;
}

/** Stands for a value that comes from elsewhere: `$NAME`, `${name}`, `$(command)`, `{{name}}`, `{name}`, `<name>`, `%s`, `****`. */
const placeholder = /^\$\w+$|^%\w+%$|\$\{|\$\(|\{\{|\{[\w.!]+\}|^<.*>$|^\[.*\]$|%[sd]$|%\(|^[*x.…•-]+$|`/i;

const settled =
    /^(true|false|yes|no|on|off|none|null|nil|undefined|required|optional|preferred|enabled|disabled|default|string|boolean|number|object|bytes|text|redacted|sensitive|securestring|placeholder|example|dummy|unused|not-needed)$/i;

/** Files, ARNs, addresses without a password in them, and what other stores call a secret. */
const reference =
    /^(arn:|(~|\.{1,2})?\/[\w.@-]+(\/[\w.@-]*)*$|[A-Za-z]:\\|file:|(ssm|secretsmanager|vault|resolve|op|aws-sm|env):|[a-z][a-z0-9+.-]*:\/\/[^@\s]*$)/;
/** `LoadCredential=name:/where/it/is` of systemd. */
const namedFile = /^[\w.-]+:(\/[\w.@-]+)+$/;
/** A sentence in the place of a key: keys are no words. */
const words = /^[a-z]{1,12}(-[a-z]{1,12}){3,}$/;
/** Lower-case words with slashes: a name in Secrets Manager, or a file. */
const storedName = /^[a-z][a-z0-9]*([._-][A-Za-z0-9]+)*(\/[A-Za-z0-9]+([._-][A-Za-z0-9]+)*)+$/;
const lowerWords = /^[a-z0-9/._-]+(-[A-Za-z0-9]{6})?$/;

/** Whether a value that stands under a secret's name can be no secret. */
function isHarmless(value: string, kind: string): boolean {
    if (value.length < 6 || placeholder.test(value) || settled.test(value) || reference.test(value)) return true;
    if ((storedName.test(value) && lowerWords.test(value)) || namedFile.test(value)) return true;
    if (kind === "a password") return false;
    if (kind === "a key" && words.test(value)) return true;
    // Seconds, sizes, dates, and another secret's name.
    if (/^[\d.,:TZ+-]+\s?(ms|s|m|h|d|w|seconds|minutes|hours|days|tokens)?$/.test(value)) return true;
    return /^[a-z]+([-_][a-z]+)*$/.test(value) && secretName(value) !== undefined && /[-_]/.test(value);
}

/** What stands under a name, when it is a secret in plain sight; for a person, without the value. */
export function secretUnder(name: string, value: string): string | undefined {
    const kind = secretName(name);
    return kind !== undefined && !isHarmless(value.trim(), kind) ? kind : undefined;
}

/** `NAME=value`, `"name": "value"`, `name => 'value'`: of any language, the value in quotes or up to a space. */
const assignment =
    /(?<![\w$./@-])-{0,2}([A-Za-z_][\w.-]{1,60})\\?["']?\s{0,3}(?::=|=>|=|:(?!\/\/))\s{0,3}\\?(?:"([^"\n]*)"|'([^'\n]*)'|([^\s"',;&|<>]+))/g;
/** `--name value`; of the words of a sentence behind an option none has a number or a capital in it. */
const option = /(?<![\w-])--([A-Za-z][\w.-]{1,60})\s+(?!-)(?:"([^"\n]*)"|'([^'\n]*)'|((?=\S*[\dA-Z])[^\s"',;&|<>]+))/g;

function assigned(text: string): string[] {
    return [...text.matchAll(assignment), ...text.matchAll(option)].flatMap(([whole, name, double, single, bare]) => {
        const value = double ?? single ?? bare.replace(/[)\]}:]+$/, "");
        return bare !== undefined && isCode(whole, name, value) ? [] : (secretUnder(name, value) ?? []);
    });
}

/**
 * `token = request_token`, `secret: Secret`, `password = read(file)`, `password=password`, "the token: issued by …": a value out of quotes that
 * a program looks up, or a sentence.
 */
function isCode(whole: string, name: string, bare: string): boolean {
    if (/[([]/.test(bare) || /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)+$/.test(bare)) return true;
    if (!/^[A-Za-z_]+$/.test(bare)) return false;
    if (/:\s/.test(whole) && secretName(name) !== "a password") return true;
    return /\s=\s|:\s+_/.test(whole) || /^[A-Z][a-z]/.test(bare) || wordsOf(name).join().endsWith(wordsOf(bare).join());
}

/** `scheme://user:password@host`. */
const withPassword = /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@"'<>]{0,60}:([^\s/@"'<>]{1,200})@[\w[$]/gi;
/** `curl --user name:password`, and a line of a .netrc. */
const given = [
    /(?<![\w-])(?:-u|--user)[\s=]+["']?[\w.@-]+:(?!\d+\b)([^\s"']{6,})/g,
    /\blogin\s+\S+\s+password\s+(\S{6,})/g,
];
/** A header, or a part of one. The words of a sentence have no number in them. */
const bearer = /\b(?:bearer|token)\s+(?=[\w.~+/-]*\d)([\w.~+/-]{16,}=*)/gi;
const basic = /\bbasic\s+([A-Za-z0-9+/]{8,}={0,2})/gi;

const decoded = (text: string) => Buffer.from(text, "base64").toString("latin1");

/** What looks like a secret in a text, for a person: never the secret itself. */
export function secretsIn(text: string): readonly string[] {
    // An ARN has ":secret:" and ":password:" before names.
    const plain = text.replace(/\barn:aws[a-z-]*:[^\s"',;]+/g, "arn");
    const found = [
        ...issued.filter(([, form]) => form.test(plain)).map(([what]) => what),
        ...[...plain.matchAll(withPassword)].flatMap(([, secret]) =>
            placeholder.test(secret) ? [] : ["an address with a password"],
        ),
        ...[...plain.matchAll(bearer)].flatMap(([, token]) => (isToken(token) ? ["a bearer token"] : [])),
        ...[...plain.matchAll(basic)].flatMap(([, pair]) =>
            /^[\x20-\x7e]+:[\x20-\x7e]+$/.test(decoded(pair)) ? ["a user and a password"] : [],
        ),
        ...given.flatMap((form) =>
            [...plain.matchAll(form)].flatMap(([, secret]) => (placeholder.test(secret) ? [] : ["a password"])),
        ),
        ...assigned(plain),
    ];
    return [...new Set(found)];
}

const isToken = (token: string) => !placeholder.test(token) && !reference.test(token) && !lowerWordsOnly.test(token);
const lowerWordsOnly = /^[a-z]+([-_/.][a-z]+)*\d?$/;
