import { expect } from "chai";
import type { GraphResource } from "../../../analysis/graph/resource";
import { imdsTokenOneHop } from "../../../policies/isolation/rules/imds";

const host = (metadataOptions: unknown, type = "aws:ec2/instance:Instance", unknown: string[] = []): GraphResource => ({
    urn: `urn:pulumi:s::p::${type}::host`,
    type,
    name: "host",
    id: "i-1",
    parent: "",
    custom: true,
    props: { metadataOptions },
    outputs: {},
    unknown: new Set(unknown),
    propertyDependencies: {},
});
const said = (resource: GraphResource) =>
    imdsTokenOneHop.resource?.check(resource).map(({ verdict, message }) => verdict + message);

describe("imds-token-one-hop", () => {
    for (const type of imdsTokenOneHop.resource?.types ?? [])
        it(`takes AWS's defaults of ${type} for what they are: no token, hops as the image says`, () => {
            const [token, hops] = said(host(undefined, type)) ?? [];
            expect(token).to.match(/^non-compliant.*set httpTokens to required/);
            expect(hops).to.match(/^non-compliant.*as many hops as the image says: write 1/);
        });

    it("accepts a token and one hop, and a number as text", () => {
        expect(said(host({ httpTokens: "required", httpPutResponseHopLimit: 1 }))).to.deep.equal(["compliant"]);
        expect(said(host({ httpTokens: "required", httpPutResponseHopLimit: "1" }))).to.deep.equal(["compliant"]);
    });

    it("accepts metadata that is switched off", () => {
        expect(said(host({ httpEndpoint: "disabled" }))).to.deep.equal(["compliant"]);
    });

    it("refuses two hops, and zero", () => {
        for (const httpPutResponseHopLimit of [0, 2])
            expect(said(host({ httpTokens: "required", httpPutResponseHopLimit }))?.[0]).to.match(/write 1$/);
    });

    it("cannot tell when a value is not known", () => {
        const hidden = host({ httpPutResponseHopLimit: 1 }, undefined, ["metadataOptions.httpTokens"]);
        expect(said(hidden)?.[0]).to.match(/^unknown.*metadataOptions\.httpTokens/);
    });
});
