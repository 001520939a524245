import type { AclEntry, Subnet } from "../../../analysis/graph/model";

export const isWide = ({ protocol, from, to }: AclEntry) =>
    /^(-1|all)$/i.test(protocol) || ((from ?? 0) <= 0 && (to ?? 65535) >= 65535);

export const shown = ({ protocol, from, to, cidr, number }: AclEntry) =>
    `entry ${number} (${protocol} ${from ?? 0}-${to ?? 65535} ${cidr})`;

export const ownSubnets = (subnets: readonly Subnet[]) => subnets.filter(({ key }) => key.startsWith("urn:"));
