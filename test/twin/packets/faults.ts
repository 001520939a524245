/** One fault in the source: the text that it replaces is there once at least, and everywhere it is. */
export interface Fault {
    readonly fault: string;
    readonly file: string;
    readonly from: string;
    readonly to: string;
}

/** Faults of the proof: what analysis/reachability says of a network. */
export const inProof: readonly Fault[] = [
    {
        fault: "replies are not asked for",
        file: "analysis/reachability/session.ts",
        from: "subtract(arrives, reversed(subtract(replies, returned)))",
        to: "[...arrives]",
    },
    {
        fault: "a client uses its first port only",
        file: "analysis/reachability/session.ts",
        from: "interval(clientPortRange.any)",
        to: "[1024n, 1024n]",
    },
    {
        fault: "IPv6 is ignored",
        file: "analysis/reachability/paths.ts",
        from: "const families = [4, 6]",
        to: "const families = [4]",
    },
    {
        fault: "a route is as good as a more specific one",
        file: "analysis/reachability/filters.ts",
        from: ".sort((a, b) => Number(size(a.interval) - size(b.interval)))",
        to: "",
    },
    {
        fault: "ports of rules for every protocol count",
        file: "analysis/reachability/headers.ts",
        from: "if (protocol[0] !== protocol[1] || !withPorts(protocol[0])) return allPorts;",
        to: "",
    },
    {
        fault: "what an ACL's entry decides, later ones decide again",
        file: "analysis/reachability/filters.ts",
        from: "if (!entry.partial || !entry.allow) rest = subtract(rest, matched);",
        to: "",
    },
    {
        fault: "an ACL is asked within a subnet too",
        file: "analysis/reachability/session.ts",
        from: "if (from === to) return [];",
        to: "",
    },
    {
        fault: "a balancer takes what no listener takes",
        file: "analysis/reachability/ends.ts",
        from: "if (listens === undefined) return [];",
        to: "if (listens === undefined || name.length > 0) return [];",
    },
    {
        fault: "every interface has a public address",
        file: "analysis/reachability/ends.ts",
        from: "family === 4 ? networkInterface.publicIpv4 :",
        to: "family === 4 ? networkInterface.kind.length > 0 :",
    },
    {
        fault: "nobody asks the security groups of the target",
        file: "analysis/reachability/paths.ts",
        from: 'groupHop(to, "ingress", peerOf(from), precision),',
        to: "",
    },
];

/** Faults of what reads plans: the proof is then about another network. */
export const inReader: readonly Fault[] = [
    {
        fault: "ACL entries are tried in the order in which they are written",
        file: "analysis/graph/acls.ts",
        from: ".sort((a, b) => a.number - b.number)",
        to: "",
    },
    {
        fault: "the default group is ignored",
        file: "analysis/graph/groups.ts",
        from: "return fallback ? [fallback] : [];",
        to: "return fallback ? [] : [];",
    },
    {
        fault: "Elastic IPs are ignored",
        file: "analysis/graph/interfaces.ts",
        from: "publicIpv4: elasticIp || (flag(",
        to: "publicIpv4: (flag(",
    },
    {
        fault: "what a subnet says of public addresses is ignored",
        file: "analysis/graph/subnets.ts",
        from: "flag(resource.props.mapPublicIpOnLaunch) ?? isDefault",
        to: "isDefault",
    },
    {
        fault: "entries for both directions are in both",
        file: "analysis/graph/acls.ts",
        from: "(flag(rule.props.egress) ?? false) === egress &&",
        to: "egress !== undefined &&",
    },
    {
        fault: "the main route table is always the one that AWS makes",
        file: "analysis/graph/tables.ts",
        from: "return main ?? made;",
        to: "return made;",
    },
    {
        fault: "routes that are written in their table are ignored",
        file: "analysis/graph/tables.ts",
        from: 'return itemsOf(table, "routes").flatMap(',
        to: 'return itemsOf(table, "routes").slice(0, 0).flatMap(',
    },
    {
        fault: "rules of the older form for egress count as ingress",
        file: "analysis/graph/groups.ts",
        from: 'resource.props.type === "egress" ? "egress" : "ingress"',
        to: 'resource.props.type === "egress" ? "ingress" : "ingress"',
    },
    {
        fault: "a denial of an ACL allows",
        file: "analysis/graph/acls.ts",
        from: 'allow: does === "allow",',
        to: "allow: does !== undefined,",
    },
    {
        fault: "an ACL has no subnets",
        file: "analysis/graph/acls.ts",
        from: "if (owners.length > 0) return",
        to: "if (owners.length > 99) return",
    },
];

/** Faults of what compiles the network into rules: the packets are then another network's. */
export const inCompile: readonly Fault[] = [
    {
        fault: "the last entry of an ACL is tried first",
        file: "twin/compile/acls.ts",
        from: "rules.chain(chainOf(wiring, acl, way), [...entries, dropped]);",
        to: "rules.chain(chainOf(wiring, acl, way), [...entries.reverse(), dropped]);",
    },
    {
        fault: "only the first group of an interface counts",
        file: "twin/compile/groups.ts",
        from: "wire.interface.groups!.flatMap",
        to: "wire.interface.groups!.slice(0, 1).flatMap",
    },
    {
        fault: "ingress and egress of groups are exchanged",
        file: "twin/compile/groups.ts",
        from: 'way === "in" ? group.ingress : group.egress',
        to: 'way === "in" ? group.egress : group.ingress',
    },
    {
        fault: "an ACL is asked within a subnet too",
        file: "twin/compile/acls.ts",
        from: "} goto stateful`",
        to: "} continue`",
    },
    {
        fault: "the ACL of the subnet that is entered is not asked",
        file: "twin/compile/acls.ts",
        from: '`oifgroup vmap ${set(jumps("in"))}`,',
        to: "",
    },
    {
        fault: "security groups keep no state",
        file: "twin/compile/router.ts",
        from: '"ct state established,related accept",\n        ...(off',
        to: "...(off",
    },
    {
        fault: "the internet gateway lets in what has no public address",
        file: "twin/compile/internet.ts",
        from: '`iifname "wan" meta mark != 1 ${rules.drop("gateway-in")}`,',
        to: "",
    },
    {
        fault: "what no route leads anywhere goes to the internet",
        file: "twin/compile/routes.ts",
        from: "`route add ${everything[family]} dev void metric ${last} table ${number}`,",
        to: "`${toGateway(everything[family], family, gatewayDevice(0), number)} metric ${last}`,",
    },
    {
        fault: "what answers a balancer's target goes by the target's own routes",
        file: "twin/compile/router.ts",
        from: "...balancerMarks(wiring),",
        to: "",
    },
    {
        fault: "the NAT gateway does not translate",
        file: "twin/compile/nat.ts",
        from: "th sport < ${middle} snat to ${address}:${low}`",
        to: "th sport < ${middle} accept`",
    },
];
