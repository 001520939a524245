import type { Evidence } from "../../../twin/report/evidence";

const long = "a-name-that-goes-on-and-on-and-has-no-place-to-be-broken-at-all-WWWWWWWWWWWWWWWWWWWWWWWW";

/** Evidence with everything in it that the page can show, and names that are hard to show. */
export const twinEvidence: Evidence = {
    up: { id: "01f9d2", stack: "prod", converged: { agent: 31.2, edge: 30, verifier: 28.4 }, seconds: 31.2 },
    attack: {
        ok: false,
        seconds: 71.3,
        rows: [
            {
                ...{
                    id: "tcp-4444-agent-host",
                    from: "agent-host",
                    expected: "blocked",
                    observed: "blocked",
                    ok: true,
                },
                ...{ layer: "host-firewall", seconds: 0.1, note: "status 1: <script>alert(1)</script>" },
            },
            {
                ...{ id: long, from: "agent", expected: "blocked", observed: "works", ok: false },
                ...{ layer: null, seconds: 2, note: `status 0; arrived: ${long}` },
            },
            {
                ...{ id: "approved-name", from: "agent-host", expected: "works", observed: "works", ok: true },
                ...{ layer: null, seconds: 0.2, note: "status 0" },
            },
        ],
        ablation: [
            { id: "tcp-4444-agent-host", opens: ["groups", "acls", "routes"], ok: true, note: "(in depth)" },
            { id: long, opens: [], ok: false, note: "blocked with every layer off: this row shows nothing" },
        ],
    },
    egressBench: {
        ...{
            applicable: 80,
            contained: 79,
            allowed: 30,
            falseAlarms: [],
            notContained: [`${long}: status 0`],
            ok: true,
        },
        inapplicable: [{ id: "a2a-msg-benign-data-009", reason: "there is no agent-to-agent protocol here" }],
    },
    agreement: {
        ...{ pairs: 154, asked: 2156, packets: 19_108, seconds: 60 },
        verdicts: { "reachable tcp IPv4": 12, "unreachable tcp IPv4": 2000 },
        open: { "replies are lost": 3 },
        droppedBy: { [long]: 12, "acl-in-private": 40 },
        disagreements: [
            {
                ...{ question: "tcp/443 from a to b", verdict: "unreachable", but: "a packet arrives" },
                ...{
                    packets: [`protocol 6 from 10.0.1.10 1024 to 192.0.2.66 443: arrives ${long}`],
                    path: [],
                    why: [],
                },
            },
        ],
    },
    versions: { Linux: "6.12", "Node.js": "v20", commit: "0123456" },
    plan: "0123456789abcdef".repeat(4),
};
