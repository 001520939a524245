import { expect } from "chai";
import fc from "fast-check";
import { aclQuota, aclRules, largestAcl, type AclRule } from "../../design/derive/acls";
import type { Tier } from "../../model/intent";

const network = { mode: "nat-endpoints" as const, cidr: "10.0.0.0/16", azCount: 1 };
const access = { authorizedCidrs: ["203.0.113.0/24"], sshCidrs: [] };

const shown = (rules: readonly AclRule[], egress: boolean) =>
    rules
        .filter((rule) => rule.egress === egress)
        .map(({ number, action, cidr, ipv6Cidr, from, to }) => `${number} ${action} ${cidr ?? ipv6Cidr} ${from}-${to}`);

describe("network ACLs", () => {
    it("of the public tier admit authorized clients, the NAT's guests and replies", () => {
        const rules = aclRules("public", network, access);
        expect(shown(rules, false)).to.deep.equal([
            "100 allow 203.0.113.0/24 443-443",
            "200 allow 203.0.113.0/24 80-80",
            "400 allow 10.0.2.0/24 443-443",
            "500 allow 0.0.0.0/0 1024-65535",
            "32000 deny ::/0 0-0",
        ]);
        expect(shown(rules, true)).to.deep.equal([
            "100 allow 0.0.0.0/0 443-443",
            "200 allow 10.0.2.0/24 80-80",
            "400 allow 10.0.1.0/24 8000-8000",
            "500 allow 203.0.113.0/24 1024-65535",
            "600 allow 10.0.2.0/24 32768-60999",
            "32000 deny ::/0 0-0",
        ]);
    });

    it("of the edge tier admit the clients themselves, health checks, and the two gateways", () => {
        const rules = aclRules("edge", network, access);
        expect(shown(rules, false)).to.deep.equal([
            "100 allow 203.0.113.0/24 443-443",
            "200 allow 203.0.113.0/24 80-80",
            "400 allow 10.0.0.0/24 443-443",
            "401 allow 10.0.16.0/24 443-443",
            "500 allow 10.0.1.0/24 4000-4000",
            "600 allow 10.0.1.0/24 4080-4080",
            "700 allow 0.0.0.0/0 32768-60999",
            "32000 deny ::/0 0-0",
        ]);
        expect(shown(rules, true)).to.deep.equal([
            "100 allow 0.0.0.0/0 443-443",
            "200 allow 10.0.1.0/24 3000-3000",
            "300 allow 203.0.113.0/24 1024-65535",
            "400 allow 10.0.0.0/24 1024-65535",
            "401 allow 10.0.16.0/24 1024-65535",
            "500 allow 10.0.1.0/24 32768-60999",
            "32000 deny ::/0 0-0",
        ]);
    });

    it("of the private tier admit only the load balancer, the edge, and replies to Linux clients", () => {
        const rules = aclRules("private", network, access);
        expect(shown(rules, false)).to.deep.equal([
            "100 allow 10.0.2.0/24 3000-3000",
            "200 allow 10.0.0.0/24 8000-8000",
            "201 allow 10.0.16.0/24 8000-8000",
            "300 allow 10.0.2.0/24 443-443",
            "400 allow 0.0.0.0/0 32768-60999",
            "32000 deny ::/0 0-0",
        ]);
        expect(shown(rules, true)).to.deep.equal([
            "100 allow 0.0.0.0/0 443-443",
            "200 allow 10.0.2.0/24 4000-4000",
            "300 allow 10.0.2.0/24 4080-4080",
            "400 allow 10.0.0.0/24 1024-65535",
            "401 allow 10.0.16.0/24 1024-65535",
            "500 allow 10.0.2.0/24 32768-60999",
            "32000 deny ::/0 0-0",
        ]);
    });

    it("let private hosts through the NAT in mode nat, and only there", () => {
        const guests = (mode: "nat" | "nat-endpoints") =>
            shown(aclRules("public", { ...network, mode }, access), false).filter((rule) =>
                rule.includes("10.0.1.0/24 443"),
            );
        expect(guests("nat")).to.have.length(1);
        expect(guests("nat-endpoints")).to.have.length(0);
    });

    it("open SSH only when asked", () => {
        const ports = (sshCidrs: string[]) =>
            (["public", "edge", "private"] as const).flatMap((tier) =>
                aclRules(tier, network, { ...access, sshCidrs }).filter(({ from, to }) => from === 22 && to === 22),
            );
        expect(ports([])).to.deep.equal([]);
        expect(ports(["198.51.100.0/24"]).map(({ name }) => name)).to.deep.equal([
            "in-ssh-clients-0",
            "out-ssh-to-edge-0",
            "in-ssh-clients-0",
        ]);
    });

    it("have unique numbers and names within AWS's range, in every shape", () => {
        const shape = fc.record({
            mode: fc.constantFrom("nat" as const, "nat-endpoints" as const),
            azCount: fc.integer({ min: 1, max: 3 }),
            clients: fc.integer({ min: 1, max: 30 }),
            ssh: fc.integer({ min: 0, max: 3 }),
            tier: fc.constantFrom<Tier>("public", "private", "edge"),
        });
        fc.assert(
            fc.property(shape, ({ mode, azCount, clients, ssh, tier }) => {
                const cidrs = (count: number, second: number) =>
                    Array.from({ length: count }, (_, i) => `203.${second}.${i}.0/24`);
                const grown = { authorizedCidrs: cidrs(clients, 0), sshCidrs: cidrs(ssh, 1) };
                const rules = aclRules(tier, { mode, cidr: "10.0.0.0/16", azCount }, grown);
                expect(new Set(rules.map(({ name }) => name)).size).to.equal(rules.length);
                for (const egress of [false, true]) {
                    const numbers = rules.filter((rule) => rule.egress === egress).map(({ number }) => number);
                    expect(new Set(numbers).size).to.equal(numbers.length);
                    expect(Math.max(...numbers)).to.be.at.most(32766);
                }
            }),
        );
    });

    it("fit AWS's quota with six authorized blocks in one zone", () => {
        const cidrs = Array.from({ length: 6 }, (_, i) => `203.0.${i}.0/24`);
        expect(largestAcl(network, { ...access, authorizedCidrs: cidrs })).to.deep.equal({
            tier: "edge",
            direction: "ingress",
            rules: 18,
        });
        const more = Array.from({ length: 8 }, (_, i) => `203.0.${i}.0/24`);
        expect(largestAcl(network, { ...access, authorizedCidrs: more }).rules).to.be.above(aclQuota);
    });
});
