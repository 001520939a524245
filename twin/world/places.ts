import type { PlannedAccount } from "../aws/account";
import { router } from "../machines/plainNetwork";
import type { Room } from "../machines/room";
import type { Stand } from "./stand";

/** Where things are that no plan says: AWS's own addresses, and those of an internet that ends at this machine (RFC 5737). */
export const addresses = {
    imds: "169.254.169.254",
    /** The base of the VPC plus two. */
    resolver: "10.0.0.2",
    resolverLinkLocal: "169.254.169.253",
    time: "169.254.169.123",
    /** Of S3's prefix list. */
    s3: "52.216.1.1",
};

/** What stands where on the plain network: everything of AWS at the router. */
export function standsOf({ prefix }: Room, { endpoints }: PlannedAccount): Stand[] {
    const namespace = `${prefix}${router}`;
    const at = (protocol: Stand["protocol"], address: string, port: number, serves: Stand["serves"]): Stand => ({
        ...{ namespace, protocol, address, port, serves },
    });
    return [
        at("tcp", addresses.imds, 80, { kind: "imds" }),
        at("udp", addresses.resolver, 53, { kind: "resolver", of: "vpc" }),
        at("tcp", addresses.resolver, 53, { kind: "resolver", of: "vpc" }),
        ...endpoints.flatMap(({ id, kind, addresses: own }) =>
            (kind === "Gateway" ? [addresses.s3] : own).map((address) =>
                at("tcp", address, 443, { kind: "aws", endpoint: id }),
            ),
        ),
    ];
}

/** The world's DNS, and the private names that interface endpoints bring into the VPC. */
export function namesOf({ endpoints, region, buckets }: PlannedAccount): Record<string, readonly string[]> {
    const domain = `${region}.amazonaws.com`;
    const interfaces = endpoints.filter(({ kind }) => kind === "Interface");
    return Object.fromEntries([
        ...interfaces.map(({ service, addresses: own }) => [`${service}.${domain}`, own] as const),
        ...[...buckets.keys()].map((bucket) => [`${bucket}.s3.${domain}`, [addresses.s3]] as const),
        [`s3.${domain}`, [addresses.s3]],
    ]);
}
