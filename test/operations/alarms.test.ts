import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { z } from "zod";
import type { Alarm } from "../../model/alarms";
import { planned } from "../fixtures/planned";
import { type Datum, wentOff } from "./cloudWatch";
import { filterPattern } from "./filterPattern";

/** Lines as the hosts, AWS's resolver and flow logs write them, one for each alarm that is counted; and lines that are no news. */
const lines: Readonly<Record<string, readonly string[]>> = JSON.parse(
    readFileSync(join(__dirname, "lines.json"), "utf8"),
);
const quiet = lines.quiet;

const repository = join(__dirname, "..", "..");
const hour = 3600;

const form = z.array(z.object({ name: z.string() }).loose());

/** What the planned parts declare; policy alarms-declared holds the planned alarms against it. */
async function declared(stack: "dev" | "prod"): Promise<Alarm<unknown>[]> {
    const { plan } = await planned(stack);
    const registered = plan.resources.flatMap(({ custom, outputs }) => (custom ? [] : (outputs.alarms ?? [])));
    return form.parse(registered) as unknown as Alarm<unknown>[];
}

/** What the filter of an alarm makes of lines that come at these seconds. */
const count = (alarm: Alarm<unknown>, of: readonly (readonly [at: number, line: string])[]): Datum[] => {
    const matches = filterPattern(alarm.counts!.pattern);
    return of.filter(([, line]) => matches(line)).map(([at]) => ({ at, value: 1 }));
};

describe("the alarms of a stack", function () {
    this.timeout(600_000);
    let prod: Alarm<unknown>[];
    let counting: Alarm<unknown>[];
    before(async () => {
        prod = await declared("prod");
        counting = prod.filter(({ counts }) => counts !== undefined);
    });
    const kind = ({ name }: Alarm<unknown>) => name.replace(/^(edge|agent|verifier|network)-/, "");

    it("have names of their own, and a page that says what to do", () => {
        const names = prod.map(({ name }) => name);
        expect(new Set(names).size).to.equal(names.length);
        const pages = new Set(prod.map(({ runbook }) => `docs/runbooks/${runbook}.md`));
        expect([...pages].filter((page) => !existsSync(join(repository, page)))).to.deep.equal([]);
        for (const { name, runbook } of prod)
            expect(readFileSync(join(repository, "docs", "runbooks", `${runbook}.md`), "utf8"), name).to.include(
                `\`${name.replace(/^(edge|agent|verifier)-(?=silent|status|slow|apply|unit|connection|peer|no-target|image)/, "HOST-")}\``,
            );
    });

    it("keep to what CloudWatch takes: periods, and at most a day of them", () => {
        for (const { name, periodSeconds, periods, breaching = periods } of prod) {
            expect([10, 30].includes(periodSeconds) || periodSeconds % 60 === 0, name).to.equal(true);
            expect(periodSeconds * periods, name).to.be.at.most(periodSeconds >= hour ? 7 * 24 * hour : 24 * hour);
            expect(breaching, name).to.be.within(1, periods);
        }
    });

    it("go off for the line that they are for, within the period and the source's delay", () => {
        const late = counting.map((alarm) => {
            const line = lines[kind(alarm)];
            expect(line, `lines.json has no line for ${alarm.name}`).to.not.equal(undefined);
            const { atLeast } = alarm.trips as { atLeast: number };
            // As often as it takes, each minute for as long as it takes.
            const events = Array.from({ length: alarm.periods }, (_, minute) =>
                Array.from({ length: atLeast }, () => [600 + 60 * minute, line[0]] as const),
            ).flat();
            const at = wentOff(alarm, count(alarm, events), hour);
            expect(at, alarm.name).to.not.equal(undefined);
            return { name: alarm.name, seconds: at! - 600, bound: 60 * alarm.periods + alarm.delaySeconds };
        });
        expect(late.filter(({ seconds, bound }) => seconds > bound)).to.deep.equal([]);
    });

    it("stay silent for an hour of ordinary lines, the guard's own probes among them", () => {
        const ordinary = quiet.flatMap((line) => Array.from({ length: 120 }, (_, i) => [i * 30, line] as const));
        const off = counting.filter((alarm) => wentOff(alarm, count(alarm, ordinary), hour) !== undefined);
        expect(off.map(({ name }) => name)).to.deep.equal([]);
    });

    it("stay silent for the lines of the others", () => {
        const pairs = counting.flatMap((alarm) =>
            Object.entries(lines)
                .filter(([name]) => name !== "quiet" && name !== kind(alarm))
                .filter(([, [line]]) => filterPattern(alarm.counts!.pattern)(line))
                .map(([name]) => `${alarm.name} counts the line of ${name}`),
        );
        expect(pairs).to.deep.equal([]);
    });

    it("are not hidden by a flood of another kind, and count exactly", () => {
        const flood = Array.from(
            { length: 50_000 },
            (_, i) => [600 + (i % 60), lines["connection-refused"][0]] as const,
        );
        const one = [600, lines["isolation-broken"][0]] as const;
        const of = (name: string) => prod.find((alarm) => alarm.name === name)!;
        expect(count(of("agent-connection-refused"), [...flood, one])).to.have.length(50_000);
        expect(count(of("agent-isolation-broken"), [...flood, one])).to.have.length(1);
        expect(
            wentOff(of("agent-isolation-broken"), count(of("agent-isolation-broken"), [...flood, one]), hour),
        ).to.be.below(700);
    });

    it("notice a host that says nothing any more, and one that never said anything", () => {
        const silent = prod.filter(({ name }) => /-(silent|status|no-target)$/.test(name));
        expect(silent).to.have.length(8);
        for (const alarm of silent) {
            const good = /silent|no-target/.test(alarm.name) ? 1 : 0;
            const alive = Array.from({ length: 60 }, (_, minute) => ({ at: 60 * minute, value: good }));
            expect(wentOff(alarm, [{ at: 0, value: good }, ...alive], hour), alarm.name).to.equal(undefined);
            expect(wentOff(alarm, alive.slice(0, 30), 2 * hour), alarm.name).to.be.within(1800, 3600);
            expect(wentOff(alarm, [], hour), alarm.name).to.be.at.most(1800);
        }
    });

    it("of numbers go off on a bad hour and stay silent on a good one", () => {
        const values: Readonly<Record<string, readonly [good: number, bad: number]>> = {
            slow: [288, 1],
            errors: [0, 9],
            "nat-0-flood": [2_000_000, 900_000_000],
        };
        const numbers = prod.filter(
            (alarm) => !counting.includes(alarm) && !/-(silent|status|no-target)$/.test(alarm.name),
        );
        for (const alarm of numbers) {
            const [good, bad] = values[kind(alarm)];
            const each = (value: number) =>
                Array.from({ length: hour / alarm.periodSeconds }, (_, i) => ({ at: i * alarm.periodSeconds, value }));
            expect(wentOff(alarm, each(good), hour), alarm.name).to.equal(undefined);
            expect(wentOff(alarm, each(bad), hour), alarm.name).to.not.equal(undefined);
        }
    });

    it("are the same in the demo, but for what only a network of our own has", async () => {
        const names = (of: readonly Alarm<unknown>[]) => of.map(({ name }) => name);
        const ours = names(prod).filter((name) => !name.startsWith("network-") && name !== "edge-no-target");
        expect(names(await declared("dev"))).to.have.members(ours);
    });
});
