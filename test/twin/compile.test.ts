import { expect } from "chai";
import { buildGraph } from "../../analysis/graph/build";
import { fromPlan } from "../../analysis/graph/resource";
import { compile, NotBuildable } from "../../twin/compile";
import { everythingOn, layers } from "../../twin/compile/layers";
import { addLines, fillScript, rulesScript } from "../../twin/run/script";
import { planOf } from "../analysis/reachability/plan";
import { PlanBuilder } from "../analysis/fixtures/planBuilder";
import { Sketch } from "../analysis/reachability/sketch";
import { lesson } from "./packets/lesson";
import { networkOf } from "./sketched";

/** What the compiler writes, without root: packets say whether it is right (test/twin/packets). */
describe("the twin's compiler", () => {
    const network = networkOf(lesson);
    const compiled = compile(network, ["8.8.8.8", "2600:9000::7"]);
    const namespace = (name: string) => {
        const found = compiled.namespaces.find((own) => own.name === name);
        if (!found) throw new Error(`there is no ${name}`);
        return found;
    };

    it("gives every interface a namespace and a cable to the router, beside gateway, internet and router", () => {
        expect(compiled.namespaces.map(({ name }) => name)).to.have.members([
            ...["router", "internet", "gateway-0", "nat0", "nlb0"],
            ...network.interfaces.filter(({ kind }) => kind === "instance").map(({ name }) => name),
        ]);
        const ends = compiled.cables.map(({ ends: [one, other] }) => `${one.namespace} ${other.namespace}`);
        expect(ends).to.include.members(["router host0", "router nat0", "router gateway-0", "internet gateway-0"]);
        for (const { device } of compiled.wiring.wires) expect(device.length).to.be.lessThan(16);
    });

    it("gives a host its addresses and the router as the way out, in both families", () => {
        expect(namespace("host0").ip).to.deep.equal([
            "link set lo up",
            "link set eth0 up",
            "addr add 10.0.1.10/24 dev eth0",
            "addr add 2001:db8:0:1::10/128 dev eth0 nodad",
            "route add 0.0.0.0/0 via 10.0.1.1 dev eth0 onlink",
            "route add ::/0 via fe80::1 dev eth0",
        ]);
    });

    it("leads what comes from an interface by its VPC's addresses, then by its subnet's table, and the rest to where it is counted", () => {
        const { ip } = namespace("router");
        expect(ip).to.include.members([
            "rule add pref 100 iif e2 lookup 1000",
            "rule add pref 200 iif e2 lookup 3001",
            "-6 rule add pref 200 iif e2 lookup 3001",
            "rule add pref 32000 lookup 999",
            "route add 10.0.2.10 dev e2 table 1000",
            "route add 0.0.0.0/0 via 10.0.1.200 dev e6 onlink table 3001",
            "route add 198.51.100.0/24 via 169.254.100.2 dev g0 onlink table 3001",
            "route add 0.0.0.0/0 dev void metric 4294967295 table 3001",
        ]);
    });

    it("asks ACLs by number before any state, not within a subnet, and groups after it, by the interfaces of their members", () => {
        const { ruleset } = namespace("router");
        const chain = (name: string) => new RegExp(`chain ${name} \\{\\n([\\s\\S]*?)\\n \\}`).exec(ruleset)?.[1] ?? "";
        const drops = (name: string) =>
            `counter name "${name}" log prefix "${name}" group 1 snaplen 128 queue-threshold 1 drop`;
        expect(
            chain("acl-in-1")
                .split("\n")
                .map((line) => line.trim()),
        ).to.deep.equal([
            `meta nfproto ipv4 meta l4proto 6 th dport 443-443 ${drops("acl-in-acl0")}`,
            "meta nfproto ipv4  return",
            "meta nfproto ipv6  return",
            drops("acl-in-acl0"),
        ]);
        expect(
            chain("group-in-e3")
                .split("\n")
                .map((line) => line.trim()),
        ).to.deep.equal([
            'iifname { "e0", "e2", "e4", "e7" } meta l4proto 6 th dport 22-22 return',
            drops("group-in-host3"),
        ]);
        expect(ruleset).to.match(/iifgroup \. oifgroup \{ 1 \. 1, 2 \. 2, 3 \. 3 \} goto stateful/);
        expect(ruleset.indexOf("oifgroup vmap")).to.be.lessThan(ruleset.indexOf("goto stateful\n }"));
    });

    it("changes nothing but rulesets when layers are switched off", () => {
        for (const layer of layers) {
            const without = compile(network, ["8.8.8.8", "2600:9000::7"], { ...everythingOn, off: new Set([layer]) });
            const bare = ({ namespaces, cables }: typeof compiled) => [
                cables,
                namespaces.map(({ name, ip, settings }) => [name, ip, settings]),
            ];
            expect(bare(without)).to.deep.equal(bare(compiled));
            const changed = without.namespaces.filter((own, i) => own.ruleset !== compiled.namespaces[i].ruleset);
            expect(changed, layer).to.not.be.empty;
        }
    });

    it("writes scripts whose names carry the run, so that two twins stand side by side", () => {
        const texts = (run: string) =>
            [
                addLines(run, compiled),
                fillScript(run, compiled.namespaces),
                rulesScript(run, compiled.namespaces),
            ].join();
        expect(texts("one")).to.include("tw" + "one-router");
        expect(texts("one").replaceAll("twone-", "twtwo-")).to.equal(texts("two"));
    });

    it("refuses by name what the model has and no namespace can be", () => {
        const reasons = (set: (sketch: Sketch) => void): string => {
            const sketch = new Sketch(new PlanBuilder("refused"));
            set(sketch);
            try {
                compile(buildGraph(fromPlan(sketch.plan())), []);
                return "built";
            } catch (error) {
                if (error instanceof NotBuildable) return error.message;
                throw error;
            }
        };
        const host = (sketch: Sketch) => sketch.host("host", sketch.pub, { groups: [sketch.group("group")] });
        expect(reasons(host)).to.equal("built");
        const bpa = "aws:ec2/vpcBlockPublicAccessOptions:VpcBlockPublicAccessOptions";
        const blocked = reasons((s) => {
            s.b.resource(bpa, "bpa", { internetGatewayBlockMode: "block-bidirectional" });
            host(s);
        });
        expect(blocked).to.include("VPC Block Public Access");
        const listed = reasons((s) => s.host("host", s.pub, { groups: [s.group("g", { out: [["pl-1", 443]] })] }));
        expect(listed).to.include("prefix list pl-1");
        const lattice = reasons((s) => {
            s.b.resource("aws:vpclattice/serviceNetworkVpcAssociation:ServiceNetworkVpcAssociation", "l", {});
            host(s);
        });
        expect(lattice).to.include("VPC Lattice");
    });

    it("reads the sketch as the reader of plans reads its plan: the same packets, the same questions", () => {
        const read = compile(buildGraph(fromPlan(planOf(lesson))), ["8.8.8.8", "2600:9000::7"]);
        const places = ({ wiring }: typeof compiled) =>
            wiring.wires.map(({ place, addresses, publicAddress }) => [
                place,
                addresses.length,
                publicAddress !== undefined,
            ]);
        expect(places(read)).to.have.deep.members(places(compiled));
    });
});
