import type { NetworkGraph } from "../graph/model";
import type { Answer } from "../reachability/answer";

/**
 * A claim is a sentence that somebody relies on, and the questions whose answers prove it. It is composed for each stack from what its
 * components registered as role and intent, so a stack without a part makes no claim about it.
 */
export interface Claim {
    readonly id: string;
    readonly statement: string;
    /** What the proof takes for given. */
    readonly restsOn: string;
    readonly doesNotCover: string;
    readonly checks: readonly Check[];
}

/** One question with the answer that the claim needs. */
export interface Check {
    readonly asks: string;
    readonly needs: "reachable" | "unreachable";
    readonly answer: () => Answer;
    /** The resource that a violation is about. */
    readonly urn: string;
}

export type ClaimVerdict = "proved" | "refuted" | "unknown";

export interface JudgedClaim {
    readonly id: string;
    readonly statement: string;
    readonly restsOn: string;
    readonly doesNotCover: string;
    readonly verdict: ClaimVerdict;
    /** Why it is not proved; or, when it is, what each check found. */
    readonly why: readonly string[];
    /** Each check with its answer, for the report. */
    readonly checks: readonly {
        readonly asks: string;
        readonly needs: Check["needs"];
        readonly urn: string;
        readonly answer: Answer;
    }[];
}

/** Makes the claims of one kind about a graph; empty where they do not apply. */
export type ClaimMaker = (graph: NetworkGraph) => readonly Claim[];

/** A path that is to work and whose replies are lost does not work: that is no doubt but an answer. */
export function contradicts(needs: Check["needs"], answer: Answer): boolean {
    if (answer.verdict === "unknown") return needs === "reachable" && answer.repliesLost === true;
    return answer.verdict !== needs;
}

/** Questions that hang on the same unknown, the cause first. */
export function hangingText(hangsOn: string, asks: readonly string[]): string {
    const more = asks.length > 3 ? ` and ${asks.length - 3} more` : "";
    return `not proved while this is not known: ${hangsOn}. It leaves open: ${asks.slice(0, 3).join("; ")}${more}`;
}

/** One answer against the claim refutes it; one that is unknown leaves it unproved; a claim without checks proves nothing. */
export function judgeClaim({ id, statement, restsOn, doesNotCover, checks }: Claim): JudgedClaim {
    const judged = checks.map(({ asks, needs, urn, answer }) => ({ asks, needs, urn, answer: answer() }));
    const against = judged.filter(({ needs, answer }) => contradicts(needs, answer));
    const open = judged.filter(({ needs, answer }) => answer.verdict === "unknown" && !contradicts(needs, answer));
    const verdict: ClaimVerdict =
        against.length > 0 ? "refuted" : open.length > 0 || judged.length === 0 ? "unknown" : "proved";
    const telling = verdict === "refuted" ? against : verdict === "unknown" ? open : judged;
    const hanging = telling.flatMap(({ asks, answer: { hangsOn } }) =>
        hangsOn === undefined ? [] : [{ asks, hangsOn }],
    );
    const causes = [...new Set(hanging.map(({ hangsOn }) => hangsOn))];
    const why = [
        ...causes.map((cause) =>
            hangingText(
                cause,
                hanging.filter(({ hangsOn }) => hangsOn === cause).map(({ asks }) => asks),
            ),
        ),
        ...telling
            .filter(({ answer }) => answer.hangsOn === undefined)
            .map(({ asks, answer }) => `${asks}: ${answer.verdict}. ${[...answer.path, ...answer.why].join("; ")}`),
    ];
    return {
        id,
        statement,
        restsOn,
        doesNotCover,
        verdict,
        why:
            judged.length === 0
                ? ["there was nothing to ask: the parts of the stack that it is about were not found"]
                : why,
        checks: judged,
    };
}
