import { isIP } from "node:net";
import { domainToASCII } from "node:url";

/** What is wrong with a value and what to write instead, to be read behind the value; undefined when nothing is. */
export type InvalidReason = string | undefined;

const hostLabel = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** An exact DNS name in the form that layers compare byte by byte (RFC 1035 2.3.1, RFC 1123 2.1). */
export function invalidHost(host: string): InvalidReason {
    const example = "write the bare name, such as api.anthropic.com";
    if (host === "") return `is empty: ${example}`;
    if (/[\s\p{Cc}\p{Cf}]/u.test(host)) return `contains white space or invisible characters: ${example}`;
    if (/^[a-z][a-z0-9+.-]*:\/\//i.test(host)) return `has a scheme: write ${bareHost(host)} without it`;
    if (host.includes("@")) return `has user information: ${example}`;
    if (/^\[/.test(host) || isIP(host) !== 0 || isIP(host.replace(/:\d+$/, "")) !== 0)
        return "is an IP address: write the name that the certificate carries";
    if (/[/?#]/.test(host)) return `has a path: write ${bareHost(host)}; paths go into paths`;
    if (host.includes(":"))
        return `has a port: write ${bareHost(host)}; the port is always 443 where it is not written apart`;
    if (host.includes("*")) return `has a wildcard: ${example}, one entry a name`;
    if (host.endsWith(".")) return `ends with a dot: write ${host.replace(/\.+$/, "")}`;
    if (/[^\x20-\x7e]/.test(host))
        return `is an internationalized name: write its ASCII form, ${domainToASCII(host) || "xn--…"}`;
    if (/[A-Z]/.test(host)) return `has upper-case letters: write ${host.toLowerCase()}`;
    return invalidLabels(host);
}

function invalidLabels(host: string): InvalidReason {
    const labels = host.split(".");
    if (host.length > 253) return "is longer than the 253 characters that DNS allows";
    if (labels.length < 2) return "has one label only: write the full name, such as api.anthropic.com";
    if (/^[0-9]+$/.test(labels[labels.length - 1]))
        return "ends in a number, so it reads as an IP address: write a name";
    const bad = labels.find((label) => !hostLabel.test(label));
    if (bad !== undefined) return `has the label "${bad}": a label has 1 to 63 of a-z, 0-9 and -, and no - at its ends`;
    return domainToASCII(host) === host ? undefined : "has an xn-- label that stands for no name: write the name's own";
}

function bareHost(text: string): string {
    const name = text
        .replace(/^[a-z][a-z0-9+.-]*:\/\//i, "")
        .replace(/[/?#].*$/, "")
        .replace(/:\d*$/, "");
    return name === "" ? "the bare name" : name.toLowerCase();
}
