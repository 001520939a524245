import { expect } from "chai";
import type { GraphResource } from "../../../analysis/graph/resource";
import type { Sketch } from "../reachability/sketch";
import { build, gaps } from "./build";

/** At a first preview one item of a list may not be known: what is left of the list says less than the list. */
describe("the graph: lists of which a part is not known", () => {
    const whereUnknown = (type: string, path: string) => (own: GraphResource) =>
        own.type.endsWith(`:${type}`) ? { ...own, unknown: new Set([path]) } : own;
    const cases: readonly (readonly [
        title: string,
        set: (s: Sketch) => void,
        what: RegExp,
        change?: (own: GraphResource) => GraphResource,
    ])[] = [
        [
            "one source of several of a rule",
            (s) =>
                s.b.resource("aws:ec2/securityGroup:SecurityGroup", "g", {
                    vpcId: s.vpc,
                    ingress: [{ protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["10.0.0.9/32"] }],
                }),
            /cidrBlocks is not known/,
            whereUnknown("SecurityGroup", "ingress.0.cidrBlocks.1"),
        ],
        [
            "one source of several of a rule of the older form",
            (s) =>
                s.b.resource("aws:ec2/securityGroupRule:SecurityGroupRule", "r", {
                    type: "ingress",
                    securityGroupId: s.group("g"),
                    ...{ protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["10.0.0.9/32"] },
                }),
            /cidrBlocks is not known/,
            whereUnknown("SecurityGroupRule", "cidrBlocks.1"),
        ],
        [
            "one rule of several",
            (s) => void s.group("g"),
            /ingress rules are not known/,
            whereUnknown("SecurityGroup", "ingress.0"),
        ],
        [
            "what an entry of an ACL does",
            (s) =>
                s.b.resource("aws:ec2/networkAclRule:NetworkAclRule", "n", {
                    networkAclId: s.b.resource("aws:ec2/networkAcl:NetworkAcl", "acl", { vpcId: s.vpc }),
                    ...{ ruleNumber: 90, egress: false, protocol: "-1", cidrBlock: "10.0.0.0/8" },
                }),
            /what an ACL entry does is not known/,
        ],
    ];

    for (const [title, set, what, change] of cases)
        it(`are a gap: ${title}`, () => {
            expect(gaps(build(set, change)).join("\n")).to.match(what);
        });
});
