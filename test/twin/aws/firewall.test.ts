import { expect } from "chai";
import * as packet from "dns-packet";
import { type DomainRule, resolve, type Zone } from "../../../twin/aws/firewall";
import type { Event } from "../../../twin/aws/log";
import { answerTo } from "../../../twin/aws/resolver";

const zone: Zone = new Map<string, Record<string, string[]>>([
    ["api.approved.test", { CNAME: ["edge.cdn.test"] }],
    ["edge.cdn.test", { CNAME: ["node.cdn.test"] }],
    ["node.cdn.test", { A: ["192.0.2.1"] }],
    ["plain.approved.test", { A: ["192.0.2.2"], TXT: ["text"] }],
    ["*.attacker.test", { A: ["192.0.2.66"] }],
]);

const rule = (priority: number, action: DomainRule["action"], domains: string[], more: Partial<DomainRule> = {}) => ({
    ...{ priority, action, domains, response: "NXDOMAIN" as const, trustsRedirection: false },
    ...more,
});
const everythingElse = rule(200, "BLOCK", ["*"]);

/** AWS: Route 53 developer guide, "Rule actions in DNS Firewall" and "Domain redirection". */
const cases: readonly (readonly [what: string, name: string, rules: readonly DomainRule[], answer: string])[] = [
    [
        "an exact name that is allowed",
        "plain.approved.test",
        [rule(100, "ALLOW", ["plain.approved.test"]), everythingElse],
        "records",
    ],
    [
        "a label below an allowed name",
        "x.plain.approved.test",
        [rule(100, "ALLOW", ["plain.approved.test"]), everythingElse],
        "NXDOMAIN",
    ],
    [
        "the name itself where only names below it are allowed",
        "approved.test",
        [rule(100, "ALLOW", ["*.approved.test"]), everythingElse],
        "NXDOMAIN",
    ],
    [
        "a name below a wildcard",
        "plain.approved.test",
        [rule(100, "ALLOW", ["*.approved.test"]), everythingElse],
        "records",
    ],
    [
        "an allowed name whose CNAMEs lead elsewhere",
        "api.approved.test",
        [rule(100, "ALLOW", ["api.approved.test"]), everythingElse],
        "NXDOMAIN",
    ],
    [
        "the same where the rule trusts redirection",
        "api.approved.test",
        [rule(100, "ALLOW", ["api.approved.test"], { trustsRedirection: true }), everythingElse],
        "records",
    ],
    [
        "the end of that chain, asked directly",
        "node.cdn.test",
        [rule(100, "ALLOW", ["api.approved.test"], { trustsRedirection: true }), everythingElse],
        "NXDOMAIN",
    ],
    [
        "a block that comes before the allow",
        "plain.approved.test",
        [rule(50, "BLOCK", ["plain.approved.test"]), rule(100, "ALLOW", ["plain.approved.test"])],
        "NXDOMAIN",
    ],
    [
        "a block of a name that the chain leads to",
        "api.approved.test",
        [rule(50, "BLOCK", ["node.cdn.test"])],
        "NXDOMAIN",
    ],
    ["an alert, which lets pass", "plain.approved.test", [rule(50, "ALERT", ["*"]), everythingElse], "records"],
    [
        "a block that answers with no data",
        "x.attacker.test",
        [rule(50, "BLOCK", ["*"], { response: "NODATA" })],
        "NODATA",
    ],
    ["a name that nobody has", "nobody.test", [], "NXDOMAIN"],
    ["a name below the attacker's, without rules", "secret.attacker.test", [], "records"],
];

describe("the twin's DNS Firewall", () => {
    for (const [what, name, rules, answer] of cases) {
        it(`answers ${answer} to ${what}`, () => expect(resolve(name, zone, rules).answer).to.equal(answer));
    }

    it("answers on the wire with the whole chain, and writes down a line a query", () => {
        const lines: Event[] = [];
        const resolver = { name: "vpc", zone, rules: () => [], log: (event: Event) => void lines.push(event) };
        const ask = (name: string, type: "A" | "TXT") =>
            packet.decode(
                answerTo(resolver, packet.encode({ type: "query", id: 7, questions: [{ type, name }] }), "10.0.1.10"),
            );
        const { id, answers } = ask("API.approved.test", "A");
        expect(id).to.equal(7);
        expect(answers?.map((one) => `${one.type} ${one.name}`)).to.deep.equal([
            "CNAME api.approved.test",
            "CNAME edge.cdn.test",
            "A node.cdn.test",
        ]);
        expect((ask("nobody.test", "A") as { rcode?: string }).rcode).to.equal("NXDOMAIN");
        expect(lines.map(({ name, answer }) => [name, answer])).to.deep.equal([
            ["api.approved.test", "records"],
            ["nobody.test", "NXDOMAIN"],
        ]);
    });
});
