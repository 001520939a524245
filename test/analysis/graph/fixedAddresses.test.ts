import { expect } from "chai";
import type { Sketch } from "../reachability/sketch";
import { asPolicySees, build, gaps } from "./build";

describe("addresses that an interface endpoint was given", () => {
    const endpoint = (s: Sketch, subnetConfigurations: unknown) =>
        s.b.resource("aws:ec2/vpcEndpoint:VpcEndpoint", "e", {
            vpcId: s.vpc,
            vpcEndpointType: "Interface",
            serviceName: "com.amazonaws.us-east-1.ssm",
            subnetIds: [s.priv, s.iso],
            subnetConfigurations,
        });
    const addresses = (graph: ReturnType<typeof build>) =>
        graph.interfaces.filter(({ name }) => name === "e").map((networkInterface) => networkInterface.addresses);

    it("are those of the interface in the subnet whose block holds them, ids known or not", () => {
        const both = (s: Sketch) =>
            endpoint(s, [
                { subnetId: s.iso, ipv4: "10.0.20.9" },
                { subnetId: s.priv, ipv4: "10.0.10.9" },
            ]);
        for (const graph of [build(both), build(both, asPolicySees)]) {
            expect(addresses(graph)).to.deep.equal([["10.0.10.9"], ["10.0.20.9"]]);
            expect(gaps(graph)).to.deep.equal([]);
        }
    });

    it("leave the whole block to the interface in a subnet that got none", () => {
        const graph = build((s) => endpoint(s, [{ subnetId: s.iso, ipv4: "10.0.20.9" }]));
        expect(addresses(graph)).to.deep.equal([["10.0.10.0/24"], ["10.0.20.9"]]);
    });

    it("are a gap where they, or their subnet, are not among the endpoint's subnets", () => {
        const elsewhere = build((s) => endpoint(s, [{ subnetId: s.iso, ipv4: "10.0.99.9" }]));
        expect(gaps(elsewhere).join()).to.match(/subnetConfigurations names a subnet or an address/);
        const other = build((s) => endpoint(s, [{ subnetId: s.pub }]));
        expect(gaps(other).join()).to.match(/subnetConfigurations names a subnet or an address/);
    });

    it("are a gap where they are not known", () => {
        const graph = build((s) => endpoint(s, s.vpc.notKnown()));
        expect(gaps(graph).join()).to.match(/subnetConfigurations not known yet/);
    });
});
