import type { Linker } from "./linker";
import type { Acl, AclEntry } from "./model";
import type { Gaps } from "./gaps";
import type { GraphResource } from "./resource";
import { aclTypes, subnetTypes, vpcTypes } from "./types";
import { flag, integer, isProtocol, lacksItems, lacksPorts, list, object, text, texts } from "./values";

const adoptedType = "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl";

/** AWS's own ACL, where nobody adopted it: everything, both ways, both families. */
export const openAcl: Acl = (() => {
    const entries = ["0.0.0.0/0", "::/0"].map((cidr, i): AclEntry => {
        return {
            urn: "",
            number: 100 + i,
            allow: true,
            protocol: "-1",
            from: undefined,
            to: undefined,
            cidr,
            partial: false,
        };
    });
    return { name: "default ACL, which allows everything", ingress: entries, egress: entries };
})();

/** Network ACLs with their entries in both forms, and which ACL each subnet has. */
export class Acls {
    private readonly byUrn: ReadonlyMap<string, Acl>;

    constructor(
        private readonly linker: Linker,
        private readonly gaps: Gaps,
        private readonly assumeDefault: () => void,
    ) {
        this.byUrn = new Map(linker.ofType(...aclTypes).map((acl) => [acl.urn, this.acl(acl)]));
        this.noteAdoptedElsewhere();
    }

    of(subnet: GraphResource, vpc: GraphResource | undefined): Acl {
        const owners = [
            ...this.linker
                .ofType(...aclTypes)
                .filter((acl) => this.linker.names(acl, "subnetIds", subnet, ...subnetTypes)),
            ...this.linker
                .ofType("aws:ec2/networkAclAssociation:NetworkAclAssociation")
                .filter((association) => this.linker.names(association, "subnetId", subnet, ...subnetTypes))
                .flatMap((association) => this.linker.link(association, "networkAclId", ...aclTypes).targets),
        ];
        if (new Set(owners).size > 1) this.gaps.add(subnet, "has two network ACLs", "associate one");
        if (owners.length > 0) return this.byUrn.get(owners[0].urn) ?? openAcl;
        if (subnet.external)
            this.gaps.add(
                subnet,
                "was only read: which network ACL it has does not show",
                "read the ACL too (ec2.NetworkAcl.get), or bring the subnet into the stack",
            );
        return vpc ? this.ofVpc(vpc) : openAcl;
    }

    ofVpc(vpc: GraphResource): Acl {
        const adopted = this.linker.ofType(adoptedType).find((acl) => this.isAdopted(acl, vpc));
        if (!adopted && vpc.type === "aws:ec2/defaultVpc:DefaultVpc") this.assumeDefault();
        if (!adopted && vpc.external)
            this.gaps.add(
                vpc,
                "was only read: what its default network ACL allows does not show",
                "give the subnets an ACL of the stack",
            );
        return (adopted && this.byUrn.get(adopted.urn)) ?? openAcl;
    }

    private isAdopted(acl: GraphResource, vpc: GraphResource): boolean {
        const id = text(acl.props.defaultNetworkAclId);
        return (
            (id !== undefined && id === vpc.outputs.defaultNetworkAclId) ||
            this.linker.dependsOn(acl, "defaultNetworkAclId", vpc) ||
            (vpc.id !== "" && acl.outputs.vpcId === vpc.id)
        );
    }

    private noteAdoptedElsewhere(): void {
        const vpcs = this.linker.ofType(...vpcTypes);
        for (const acl of this.linker.ofType(adoptedType)) {
            if (!vpcs.some((vpc) => this.isAdopted(acl, vpc)))
                this.gaps.add(acl, "whose VPC's ACL it is, is not known", "pass the VPC's defaultNetworkAclId");
        }
    }

    private acl(resource: GraphResource): Acl {
        const inline = (property: "ingress" | "egress") => {
            if (lacksItems(resource, property))
                this.gaps.add(resource, `${property} entries are not known`, "use standalone entries");
            return list(resource.props[property]).map((entry) =>
                this.aclEntry(resource, object(entry), "ruleNo", "action"),
            );
        };
        const standalone = (egress: boolean) =>
            this.linker
                .ofType("aws:ec2/networkAclRule:NetworkAclRule")
                .filter(
                    (rule) =>
                        (flag(rule.props.egress) ?? false) === egress &&
                        this.linker.names(rule, "networkAclId", resource, ...aclTypes),
                )
                .map((rule) => this.aclEntry(rule, rule.props, "ruleNumber", "ruleAction"));
        const sorted = (entries: AclEntry[]) => entries.flat().sort((a, b) => a.number - b.number);
        return {
            name: resource.name,
            ingress: sorted([...inline("ingress").flat(), ...standalone(false).flat()]),
            egress: sorted([...inline("egress").flat(), ...standalone(true).flat()]),
        };
    }

    private aclEntry(
        resource: GraphResource,
        entry: Readonly<Record<string, unknown>>,
        number: string,
        action: string,
    ): AclEntry[] {
        const cidrs = [...texts(entry.cidrBlock), ...texts(entry.ipv6CidrBlock)];
        const order = integer(entry[number]);
        if (order === undefined || cidrs.length === 0) {
            this.gaps.add(resource, "an ACL entry lacks its number or its block", "write them as plain values");
        }
        const does = text(entry[action])?.toLowerCase();
        if (does !== "allow" && does !== "deny")
            this.gaps.add(resource, "what an ACL entry does is not known", "write allow or deny");
        const protocol = String(entry.protocol ?? "-1");
        if (!isProtocol(protocol)) this.gaps.add(resource, `${protocol} is no known protocol`, "write its number");
        if (lacksPorts(protocol, entry.fromPort, entry.toPort))
            this.gaps.add(resource, "an ACL entry lacks its ports", "write fromPort and toPort");
        const icmpType = integer(entry.icmpType);
        return cidrs.map((cidr) => ({
            urn: resource.urn,
            number: order ?? 0,
            allow: does === "allow",
            protocol,
            from: integer(entry.fromPort),
            to: integer(entry.toPort),
            cidr,
            partial: /^(icmp|icmpv6|1|58)$/i.test(protocol) && icmpType !== undefined && icmpType !== -1,
        }));
    }
}
