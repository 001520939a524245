import { isIP } from "node:net";
import type { InvalidReason } from "@isolated-openhands/gateway/rules";
import { Address4 } from "ip-address";
import { InstanceType } from "@pulumi/aws/types/enums/ec2";
import { prefixLength } from "../cidr";
import { prefixedPriceNames, priceNames } from "../prices";
import { near } from "./didYouMean";

/** Pure, one function a format: what is wrong with one value, and what to write instead. */

/** An IPv4 block with no host bits set. The VPC has no IPv6, so an IPv6 block could never match. */
export function invalidCidr(cidr: string, example = "write an IPv4 block such as 203.0.113.0/24"): InvalidReason {
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
export function invalidVpcCidr(cidr: string): InvalidReason {
    if (isIP(cidr) === 4) return "is an address, not a block: write one such as 10.0.0.0/16";
    const fault = invalidCidr(cidr, "write an IPv4 block such as 10.0.0.0/16");
    if (fault) return fault;
    const prefix = prefixLength(cidr);
    if (prefix < 16 || prefix > 28) return `is a /${prefix}; AWS takes /16 to /28: write 10.0.0.0/16`;
    const inPrivate = privateBlocks.some((block) => new Address4(cidr).isInSubnet(block));
    return inPrivate ? undefined : "is not private address space (RFC 1918, RFC 6598): write 10.0.0.0/16";
}

/** What a Linux user may not be called: the accounts that Ubuntu's image has (base-passwd, cloud-init). */
const systemAccounts =
    "root daemon bin sys sync games man lp mail news uucp proxy www-data backup list irc nobody _apt sshd syslog ubuntu".split(
        " ",
    );

export function invalidUser(name: string): InvalidReason {
    if (!/^[a-z_][a-z0-9_-]{0,30}$/.test(name)) return "write a Linux user name: 1 to 31 of a-z, 0-9, _ and -";
    return systemAccounts.includes(name) ? "is an account of the system: write a person's name" : undefined;
}

/** The hosts' image is amd64. Graviton families carry a g after the generation: t4g, m7gd, c7gn. */
export function invalidInstanceType(type: string): InvalidReason {
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
export function invalidPriceName(name: string): InvalidReason {
    const types: readonly string[] = Object.values(InstanceType);
    const names = [...priceNames, ...prefixedPriceNames];
    if (types.includes(name) || names.includes(name)) return undefined;
    const meant = near(name, [...names, ...types]);
    return `is no name of a price: ${meant ? `did you mean ${meant}?` : `write an instance type, or one of ${names.join(", ")}`}`;
}

/** Checks a value against one pattern; `fix` says what to write. */
export function invalidPattern(pattern: RegExp, fix: string): (value: string) => InvalidReason {
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
