import { expect } from "chai";
import type { Answer } from "../../analysis/reachability/answer";
import { compare } from "../../twin/agreement/compare";
import type { Observed, SeenDoor } from "../../twin/agreement/observe";
import type { Question } from "../../twin/agreement/questions";

/** What counts as a disagreement, without packets: each demand that is made of a verdict is left unmet once. */
describe("a verdict and what became of its packets", () => {
    const question: Question = {
        from: { kind: "place", name: "agent" },
        to: { kind: "place", name: "edge" },
        family: 4,
        protocol: "tcp",
        port: 443,
    };
    const answer = (verdict: Answer["verdict"], more: Partial<Answer> = {}): Answer => ({
        verdict,
        path: ["agent -> edge"],
        why: ["for example"],
        ...more,
    });
    const probe = {
        ...{ id: 1, namespace: "agent", source: "10.0.1.10", destination: "10.0.2.10", protocol: 6 },
        ...{ sourcePort: 1024, port: 443, arrives: ["router>e1"], returns: ["router>e0="], session: "edge" },
    };
    const packet = (more: Partial<Observed>): Observed => ({
        ...{ probe, sent: true, arrived: true, replied: true, droppedBy: undefined, replyDroppedBy: undefined },
        fate: { seen: ["router<e0"], back: [] },
        ...more,
    });
    const works = packet({});
    const dropped = packet({ arrived: false, replied: false, droppedBy: "acl-in-edge" });
    const oneWay = packet({ replied: false, replyDroppedBy: "acl-out-edge" });
    const door = (opens: boolean | undefined, ...packets: Observed[]): SeenDoor => ({ packets, opens });
    const but = (verdict: Answer, ...doors: SeenDoor[]) => compare(question, verdict, doors).map((one) => one.but);

    it("agree when a session works from every port by one of the doors", () => {
        expect(but(answer("reachable"), door(true, dropped), door(undefined, works, works))).to.deep.equal([]);
    });

    it("disagree when a session works from some ports only, by each door from others", () => {
        const doors = [door(undefined, works, oneWay), door(undefined, oneWay, works)];
        expect(but(answer("reachable"), ...doors)).to.deep.equal(["no session works from all of the client's ports"]);
    });

    it("agree on unreachable when every packet was sent, was dropped by name, and arrives with every layer off", () => {
        expect(but(answer("unreachable"), door(true, dropped, dropped))).to.deep.equal([]);
    });

    for (const [said, doors] of [
        ["a packet arrives", [door(true, dropped, oneWay)]],
        ["no packet could be sent", []],
        ["a packet was not seen to leave", [door(true, { ...dropped, sent: false })]],
        ["no ruleset says that it dropped the packet", [door(true, { ...dropped, droppedBy: undefined })]],
        ["the same packet does not arrive with every layer off either", [door(true, dropped), door(false, dropped)]],
    ] as const)
        it(`disagree on unreachable when ${said}`, () => {
            expect(but(answer("unreachable"), ...doors)).to.deep.equal([said]);
        });

    it("agree on unknown for a listed reason only, and where replies are said to be lost only while none works", () => {
        const chosen = answer("unknown", { why: ["it hangs on public addresses that AWS chooses"] });
        const lost = answer("unknown", { repliesLost: true });
        expect(but(chosen, door(undefined, works))).to.deep.equal([]);
        expect(but(lost, door(undefined, works, oneWay))).to.deep.equal([]);
        expect(but(answer("unknown"), door(undefined, works))).to.match(/no reason that is listed/);
        expect(but(lost, door(undefined, works, works))).to.match(/replies are said to be lost/);
    });

    it("are printed with the packet, what dropped it, and the proof's path", () => {
        const [one] = compare(question, answer("reachable"), [door(true, dropped)]);
        expect(one.question).to.equal("agent -> edge tcp 443 (IPv4)");
        expect(one.packets[0]).to.match(/from 10\.0\.1\.10 1024 to 10\.0\.2\.10 443: dropped by acl-in-edge/);
        expect(one.path).to.deep.equal(["agent -> edge"]);
    });
});
