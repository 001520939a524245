import type { Linker } from "./linker";
import type { GroupPeer, GroupRule, SecurityGroup, Vpc } from "./model";
import type { Gaps } from "./gaps";
import type { GraphResource } from "./resource";
import { prefixLists } from "./prefixLists";
import { vpcTypes } from "./types";
import { flag, integer, isProtocol, isUnknown, itemsOf, lacksItems, lacksPorts, list, text, texts } from "./values";

/**
 * Security groups with the rules of all three forms: inline, `ec2.SecurityGroupRule`, and `vpc.SecurityGroup{In,E}gressRule`.
 * `@pulumi/aws` removes AWS's allow-all egress of a new group; the default group of a VPC, unless it is adopted, lets its own
 * members in and everything out (AWS: default security groups).
 */

type Direction = "ingress" | "egress";

interface Draft extends SecurityGroup {
    readonly ingress: GroupRule[];
    readonly egress: GroupRule[];
}

const groupTypes = [
    "aws:ec2/securityGroup:SecurityGroup",
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
] as const;

const isVpc = (type: string) => vpcTypes.some((own) => own === type);

/** Where a group is meant, a VPC stands for its default group. */
const keyOf = ({ type, urn }: GraphResource) => (isVpc(type) ? `default of ${urn}` : urn);

/** Whether a rule means some codes of an ICMP type only. A ping has the code 0 always. */
function isPartOfType(protocol: string, type: number | undefined, code: number | undefined): boolean {
    const pings: Readonly<Record<string, readonly number[]>> = {
        icmp: [0, 8],
        1: [0, 8],
        icmpv6: [128, 129],
        58: [128, 129],
    };
    const numbers = pings[protocol.toLowerCase()];
    if (numbers === undefined || type === undefined || type < 0 || code === undefined || code < 0) return false;
    return !(code === 0 && numbers.includes(type));
}

/** Groups by key: the URN of the group, or "default of <VPC's URN>". */
export class Groups {
    private readonly drafts = new Map<string, Draft>();

    constructor(
        private readonly linker: Linker,
        private readonly gaps: Gaps,
        lookedUp: readonly Vpc[],
    ) {
        for (const resource of linker.ofType(...groupTypes)) this.drafts.set(resource.urn, this.inline(resource));
        for (const vpc of linker.ofType(...vpcTypes)) this.defaultOf(vpc);
        for (const vpc of lookedUp) this.defaultOfLookedUp(vpc);
        for (const rule of linker.ofType("aws:ec2/securityGroupRule:SecurityGroupRule")) this.classic(rule);
        for (const [type, direction] of [
            ["aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "ingress"],
            ["aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", "egress"],
        ] as const) {
            for (const rule of linker.ofType(type)) this.standalone(rule, direction);
        }
    }

    all(): SecurityGroup[] {
        return [...this.drafts.values()];
    }

    /** The groups that a property names; the VPC's default group when it names none. */
    of(resource: GraphResource, property: string, vpcUrn: string | undefined): SecurityGroup[] {
        const keys = this.linker
            .links(resource, property, ...groupTypes, ...vpcTypes)
            .flatMap(({ targets, exact, external }) => {
                const key = external === undefined ? undefined : this.byDefaultId(external);
                if (key !== undefined) return [key];
                if (external !== undefined) {
                    this.gaps.add(
                        resource,
                        `${property} names ${external}, a group outside the stack`,
                        "bring the group into the stack, or name one of it",
                    );
                    return [];
                }
                if (!exact)
                    this.gaps.add(
                        resource,
                        `${property} may be one of ${targets.length} groups`,
                        "pass the group's id",
                    );
                return targets.map(keyOf);
            });
        const groups = keys.flatMap((key) => this.drafts.get(key) ?? []);
        if (groups.length > 0 || isUnknown(resource, property)) return groups;
        const fallback = this.drafts.get(`default of ${vpcUrn}`);
        const vpc = this.linker.urn(vpcUrn ?? "");
        if (fallback && vpc?.external && fallback.key === `default of ${vpc.urn}`)
            this.gaps.add(
                vpc,
                "was only read: what its default group allows does not show",
                "name a group of the stack",
            );
        return fallback ? [fallback] : [];
    }

    private byDefaultId(id: string): string | undefined {
        const vpc = this.linker.ofType(...vpcTypes).find(({ outputs }) => outputs.defaultSecurityGroupId === id);
        return vpc && `default of ${vpc.urn}`;
    }

    private defaultOf(vpc: GraphResource): void {
        const adopted = this.linker
            .ofType("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup")
            .find((resource) => this.adopts(resource, vpc));
        const key = `default of ${vpc.urn}`;
        const draft = adopted && this.drafts.get(adopted.urn);
        if (draft) {
            this.drafts.set(key, draft);
            return;
        }
        this.addDefault(key, vpc.name, vpc.urn);
    }

    /** A default VPC that no resource stands for: its group may be adopted by the VPC's id, or by none. */
    private defaultOfLookedUp({ key: id, name }: Vpc): void {
        const adopted = this.linker
            .ofType("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup")
            .find(({ props }) => [undefined, id].includes(text(props.vpcId)));
        const key = `default of ${id}`;
        const draft = adopted && this.drafts.get(adopted.urn);
        if (draft) this.drafts.set(key, draft);
        else this.addDefault(key, name, "");
    }

    /** Without a VPC's id it is the default VPC's. */
    private adopts(resource: GraphResource, vpc: GraphResource): boolean {
        const { targets, external } = this.linker.link(resource, "vpcId", ...vpcTypes);
        const isDefault = targets.length === 0 && external === undefined && vpc.type.includes("defaultVpc");
        return isDefault || targets.includes(vpc);
    }

    /** What AWS makes with every VPC: members in, everything out. */
    private addDefault(key: string, vpcName: string, urn: string): void {
        const rule = (peer: GroupPeer): GroupRule => ({
            urn,
            protocol: "-1",
            from: undefined,
            to: undefined,
            peer,
            partial: false,
            description: "",
        });
        const anywhere = ["0.0.0.0/0", "::/0"].map((cidr) => rule({ kind: "cidr", cidr }));
        this.drafts.set(key, {
            key,
            name: `default group of ${vpcName}`,
            ingress: [rule({ kind: "group", key })],
            egress: anywhere,
        });
    }

    private inline(resource: GraphResource): Draft {
        const draft: Draft = {
            key: resource.urn,
            name: text(resource.props.name) ?? resource.name,
            ingress: [],
            egress: [],
        };
        for (const direction of ["ingress", "egress"] as const) {
            if (lacksItems(resource, direction)) {
                this.gaps.add(
                    resource,
                    `${direction} rules are not known`,
                    "use standalone rules, one reference a property",
                );
            }
            for (const rule of itemsOf(resource, direction)) {
                this.noteUnknown(rule, ["cidrBlocks", "ipv6CidrBlocks", "self"]);
                draft[direction].push(
                    ...this.peersOf(rule, draft.key, "securityGroups").map((peer) =>
                        this.rule(rule, rule.props.protocol, rule.props, peer),
                    ),
                );
            }
        }
        return draft;
    }

    /**
     * Peers of the two older forms: lists of blocks, prefix lists and groups, and `self`. `references` is the property that holds the
     * groups: its dependencies tell them where ids are not there.
     */
    private peersOf(holder: GraphResource, self: string, references: string): GroupPeer[] {
        const { props } = holder;
        return [
            ...[...texts(props.cidrBlocks), ...texts(props.ipv6CidrBlocks)].map((cidr): GroupPeer => ({
                kind: "cidr",
                cidr,
            })),
            ...this.prefixPeers(holder, "prefixListIds"),
            ...this.groupPeers(holder, references),
            ...(flag(props.self) ? [{ kind: "group", key: self } as const] : []),
        ];
    }

    private classic(resource: GraphResource): void {
        const direction = resource.props.type === "egress" ? "egress" : "ingress";
        this.noteUnknown(resource, ["cidrBlocks", "ipv6CidrBlocks", "type", "self", "prefixListIds"]);
        for (const group of this.groupsOf(resource)) {
            const peers = this.peersOf(resource, group.key, "sourceSecurityGroupId");
            group[direction].push(
                ...peers
                    .map((peer) => this.rule(resource, resource.props.protocol, resource.props, peer))
                    .map((rule) => this.besideInline(rule, group, direction)),
            );
        }
    }

    private standalone(resource: GraphResource, direction: Direction): void {
        const { cidrIpv4, cidrIpv6 } = resource.props;
        this.noteUnknown(resource, ["cidrIpv4", "cidrIpv6"]);
        const peers: GroupPeer[] = [
            ...[...texts(cidrIpv4), ...texts(cidrIpv6)].map((cidr): GroupPeer => ({ kind: "cidr", cidr })),
            ...this.prefixPeers(resource, "prefixListId"),
            ...this.groupPeers(resource, "referencedSecurityGroupId"),
        ];
        if (peers.length === 0)
            this.gaps.add(
                resource,
                "has no peer that is known",
                "write cidrIpv4, prefixListId or referencedSecurityGroupId",
            );
        for (const group of this.groupsOf(resource)) {
            group[direction].push(
                ...peers
                    .map((peer) => this.rule(resource, resource.props.ipProtocol, resource.props, peer))
                    .map((rule) => this.besideInline(rule, group, direction)),
            );
        }
    }

    private noteUnknown(resource: GraphResource, properties: readonly string[]): void {
        for (const property of properties.filter((name) => isUnknown(resource, name)))
            this.gaps.add(resource, `${property} is not known`, "write it as a plain value");
    }

    private prefixPeers(holder: GraphResource, property: string): GroupPeer[] {
        return prefixLists(this.linker, holder, property).map((found) => ({ kind: "prefix-list", ...found }));
    }

    /** Groups that a rule names. One outside the stack has no member that the graph could see. */
    private groupPeers(holder: GraphResource, property: string): GroupPeer[] {
        return this.linker
            .links(holder, property, ...groupTypes, ...vpcTypes)
            .flatMap(({ targets, exact, external }) => {
                if (!exact)
                    this.gaps.add(holder, `${property} may be one of ${targets.length} groups`, "pass the group's id");
                const keys = external === undefined ? targets.map(keyOf) : [this.byDefaultId(external) ?? external];
                return keys.map((key): GroupPeer => ({ kind: "group", key: this.drafts.get(key)?.key ?? key }));
            });
    }

    private groupsOf(resource: GraphResource): Draft[] {
        const { targets, exact, external } = this.linker.link(resource, "securityGroupId", ...groupTypes, ...vpcTypes);
        const key = external === undefined ? undefined : this.byDefaultId(external);
        if (external !== undefined && key === undefined) return [];
        if (!exact) this.gaps.add(resource, `belongs to one of ${targets.length} groups`, "pass the group's id");
        const keys = key !== undefined ? [key] : targets.map(keyOf);
        return keys.flatMap((key) => this.drafts.get(key) ?? []);
    }

    /** A group that lists rules of its own removes all others at its next update (the provider's warning): they may hold, or not. */
    private besideInline(rule: GroupRule, { key }: Draft, direction: Direction): GroupRule {
        const resource = this.linker.urn(key);
        return resource && list(resource.props[direction]).length > 0 && !resource.external
            ? { ...rule, partial: true }
            : rule;
    }

    private rule(
        resource: GraphResource,
        protocol: unknown,
        ports: Readonly<Record<string, unknown>>,
        peer: GroupPeer,
    ): GroupRule {
        if (["ipProtocol", "protocol", "fromPort", "toPort"].some((property) => isUnknown(resource, property))) {
            this.gaps.add(resource, "has an unknown protocol or port", "write them as plain values");
        }
        const name = String(protocol ?? "-1");
        if (!isProtocol(name)) this.gaps.add(resource, `${name} is no known protocol`, "write its number");
        if (lacksPorts(name, ports.fromPort, ports.toPort))
            this.gaps.add(resource, "a rule lacks its ports", "write fromPort and toPort");
        const [from, to] = [integer(ports.fromPort), integer(ports.toPort)];
        return {
            urn: resource.urn,
            protocol: name,
            from,
            to,
            peer,
            partial: isPartOfType(name, from, to),
            description: text(ports.description) ?? "",
        };
    }
}
