import { expect } from "chai";
import { hostFlows } from "../../hosts/flows";
import { mergePieces } from "../../hosts/merge";
import type { Piece } from "../../hosts/piece";
import { renderHost } from "../../hosts/render";
import { agentConfig, edgeConfig, verifierConfig } from "./configs";

const flows = hostFlows(edgeConfig);
const file = { path: "/etc/a", mode: 0o644, content: "" } as const;
const front: Piece = {
    name: "front",
    files: [file],
    units: [{ unit: "nginx.service", reads: ["/etc/a"] }],
    users: [{ name: "front" }],
    listens: [{ user: "front", protocol: "tcp", port: 443, flow: "users-https" }],
    opens: [{ user: "front", flow: "openhands" }],
};

describe("the pieces of a host", () => {
    it("are merged when they contradict nothing", () => {
        const merged = mergePieces([front, { name: "other", packages: ["b", "a"] }], flows);
        expect(merged.files).to.deep.equal([file]);
        expect(merged.packages).to.deep.equal(["a", "b"]);
    });

    const contradictions: Readonly<Record<string, Piece>> = {
        "name front: owned by front and by front": { name: "front" },
        "path /etc/a: owned by front and by second": { name: "second", files: [file] },
        "unit nginx.service: owned by": { name: "second", units: [{ unit: "nginx.service", reads: [] }] },
        "user front: owned by": { name: "second", users: [{ name: "front" }] },
        "port tcp/443: owned by": { name: "second", listens: front.listens },
        'second listens on tcp/8443 for "users-https": no flow into this host has it': {
            name: "second",
            listens: [{ user: "front", protocol: "tcp", port: 8443, flow: "users-https" }],
        },
        'second listens on udp/80 for "users-http": no flow into this host has it': {
            name: "second",
            listens: [{ user: "front", protocol: "udp", port: 80, flow: "users-http" }],
        },
        'second listens on tcp/3000 for "openhands": no flow into this host has it': {
            name: "second",
            listens: [{ user: "front", protocol: "tcp", port: 3000, flow: "openhands" }],
        },
        'second opens "example.com" as front: no flow out of this host has it': {
            name: "second",
            opens: [{ user: "front", flow: "example.com" }],
        },
        'second opens "users-https" as front: no flow out of this host has it': {
            name: "second",
            opens: [{ user: "front", flow: "users-https" }],
        },
        "second names user mallory: no piece of this host makes it": {
            name: "second",
            opens: [{ user: "mallory", flow: "openhands" }],
        },
    };
    for (const [message, piece] of Object.entries(contradictions)) {
        it(`are refused with "${message}"`, () => {
            expect(() => mergePieces([front, piece], flows)).to.throw(message);
        });
    }

    it("make the hosts of all three roles", () => {
        for (const config of [edgeConfig, agentConfig, verifierConfig]) {
            const paths = renderHost(config).map(({ path }) => path);
            expect(paths).to.include("root/etc/isolated-openhands/firewall.nft");
        }
    });
});
