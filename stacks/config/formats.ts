import { isIP } from "node:net";
import { domainToASCII } from "node:url";
import { Address4 } from "ip-address";
import { InstanceType } from "@pulumi/aws/types/enums/ec2";
import { prefixLength } from "../../model/cidr";
import { prefixedPriceNames, priceNames } from "../../model/prices";
import { near } from "./didYouMean";

/**
 * What is wrong with one value, and what to write instead; undefined when nothing is. Pure, one function a format.
 */
export type Fault = string | undefined;

const hostLabel = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** An exact DNS name in the form that layers compare byte by byte (RFC 1035 2.3.1, RFC 1123 2.1). */
export function hostFault(host: string): Fault {
    const example = "write the bare name, such as api.anthropic.com";
    if (host === "") return `is empty: ${example}`;
    if (/[\s\p{Cc}\p{Cf}]/u.test(host)) return `contains white space or invisible characters: ${example}`;
    if (/^[a-z][a-z0-9+.-]*:\/\//i.test(host)) return `has a scheme: write ${bareHost(host)} without it`;
    if (host.includes("@")) return `has user information: ${example}`;
    if (/^\[/.test(host) || isIP(host) !== 0 || isIP(host.replace(/:\d+$/, "")) !== 0) {
        return "is an IP address: write the name that the certificate carries; published ranges go into cidrs";
    }
    if (/[/?#]/.test(host)) return `has a path: write ${bareHost(host)}; paths go into paths`;
    if (host.includes(":")) return `has a port: write ${bareHost(host)}; the port is always 443`;
    if (host.includes("*")) return `has a wildcard: ${example}, one entry a name`;
    if (host.endsWith(".")) return `ends with a dot: write ${host.replace(/\.+$/, "")}`;
    if (/[^\x20-\x7e]/.test(host)) {
        return `is an internationalized name: write its ASCII form, ${domainToASCII(host) || "xn--…"}`;
    }
    if (/[A-Z]/.test(host)) return `has upper-case letters: write ${host.toLowerCase()}`;
    return labelsFault(host);
}

function labelsFault(host: string): Fault {
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

/** An IPv4 block with no host bits set. The VPC has no IPv6, so an IPv6 block could never match. */
export function cidrFault(cidr: string, example = "write an IPv4 block such as 203.0.113.0/24"): Fault {
    if (isIP(cidr) === 4) return `is an address, not a block: write ${cidr}/32`;
    if (cidr.includes(":")) return `is IPv6; the network has IPv4 only: ${example}`;
    const match = /^(\d+\.\d+\.\d+\.\d+)\/(\d{1,2})$/.exec(cidr);
    if (!match || isIP(match[1]) !== 4 || Number(match[2]) > 32) return `is not an IPv4 block: ${example}`;
    const block = new Address4(cidr);
    const network = `${block.startAddress().correctForm()}/${block.subnetMask}`;
    return network === cidr ? undefined : `has host bits set: write ${network}`;
}

const privateBlocks = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"].map((b) => new Address4(b));

/** The VPC's own block: RFC 1918 or RFC 6598, /16 to /28 (AWS: VPC CIDR blocks). */
export function vpcCidrFault(cidr: string): Fault {
    if (isIP(cidr) === 4) return "is an address, not a block: write one such as 10.0.0.0/16";
    const fault = cidrFault(cidr, "write an IPv4 block such as 10.0.0.0/16");
    if (fault) return fault;
    const prefix = prefixLength(cidr);
    if (prefix < 16 || prefix > 28) return `is a /${prefix}; AWS takes /16 to /28: write 10.0.0.0/16`;
    const inPrivate = privateBlocks.some((block) => new Address4(cidr).isInSubnet(block));
    return inPrivate ? undefined : "is not private address space (RFC 1918, RFC 6598): write 10.0.0.0/16";
}

/** A path that the gateway compares as a prefix of the normalized request path: unreserved characters only (RFC 3986 2.3). */
export function pathFault(path: string): Fault {
    if (!path.startsWith("/")) return `does not start with /: write /${path}`;
    if (path === "/") return "allows every path: write the ones that are needed, such as /v1/messages";
    const plain = /^(\/[\w.~:@-]+)+\/?$/.test(path) && !/\/\.\.?(\/|$)/.test(path);
    return plain
        ? undefined
        : "is not a plain path: write one such as /v1/messages, of letters, digits and . _ ~ : @ -";
}

/** What a Linux user may not be called: the accounts that Ubuntu's image has (base-passwd, cloud-init). */
const systemAccounts =
    "root daemon bin sys sync games man lp mail news uucp proxy www-data backup list irc nobody _apt sshd syslog ubuntu".split(
        " ",
    );

export function userFault(name: string): Fault {
    if (!/^[a-z_][a-z0-9_-]{0,30}$/.test(name)) return "write a Linux user name: 1 to 31 of a-z, 0-9, _ and -";
    return systemAccounts.includes(name) ? "is an account of the system: write a person's name" : undefined;
}

/** The hosts' image is amd64. Graviton families carry a g after the generation: t4g, m7gd, c7gn. */
export function instanceTypeFault(type: string): Fault {
    const example = "write an EC2 instance type such as t3.large";
    if (!/^[a-z][a-z0-9-]*\.[a-z0-9-]+$/.test(type)) return `is not valid: ${example}`;
    if (/^(a1|[a-z]+\d+g[a-z]*)\./.test(type)) return `is ARM, and the hosts' image is amd64: ${example}`;
    const known: readonly string[] = Object.values(InstanceType);
    if (!known.includes(type)) return `is no instance type of AWS: ${nearType(type, known)}`;
    const size = type.split(".")[1];
    return ["nano", "micro", "small"].includes(size)
        ? `has at most 2 GiB of memory, too little for the host: ${example}`
        : undefined;
}

/** What `operations.prices` may name: an instance type of AWS, or a price of the table. */
export function priceNameFault(name: string): Fault {
    const types: readonly string[] = Object.values(InstanceType);
    const names = [...priceNames, ...prefixedPriceNames];
    if (types.includes(name) || names.includes(name)) return undefined;
    const meant = near(name, [...names, ...types]);
    return `is no name of a price: ${meant ? `did you mean ${meant}?` : `write an instance type, or one of ${names.join(", ")}`}`;
}

/** Checks a value against one pattern; `fix` says what to write. */
export function patternFault(pattern: RegExp, fix: string): (value: string) => Fault {
    return (value) => (pattern.test(value) ? undefined : `${value === "" ? "is empty" : "is not valid"}: ${fix}`);
}

/** The whole list is 1,400 long: near ones are named, else the sizes of the family, else an example. */
function nearType(type: string, known: readonly string[]): string {
    const family = known.filter((one) => one.split(".")[0] === type.split(".")[0]);
    const meant = near(type, known);
    if (meant !== undefined) return `did you mean ${meant}?`;
    return family.length > 0
        ? `the sizes of ${type.split(".")[0]} are ${family.join(", ")}`
        : "write one such as t3.large";
}
