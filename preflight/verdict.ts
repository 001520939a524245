import type { ReportClaim, ReportViolation, GateVerdict } from "./report/types";

export type { GateVerdict } from "./report/types";

export interface Judged {
    readonly violations: readonly ReportViolation[];
    readonly claims: readonly ReportClaim[];
    /** What has no price. */
    readonly unpriced?: readonly string[];
    /** `operations.strictCost` of the configuration. */
    readonly strictCost?: boolean;
}

export function verdictOf({ violations, claims, unpriced = [], strictCost = false }: Judged): GateVerdict {
    const broken = violations.filter(({ level }) => level === "mandatory");
    const lost = claims.filter(({ verdict, exempted }) => verdict !== "proved" && !exempted);
    const waived = claims.filter(({ verdict, exempted }) => verdict !== "proved" && exempted);
    const against = [
        ...said(broken.length, "mandatory violation", unique(broken.map(({ rule }) => rule))),
        ...said(lost.length, "claim", unique(lost.map(({ id }) => id)), "not proved"),
        ...said(
            strictCost ? unpriced.length : 0,
            "cost",
            unique(unpriced),
            "unknown, and operations.strictCost is set",
        ),
    ];
    const isolated = lost.length === 0 && waived.length === 0;
    if (against.length > 0) return { accepted: false, isolated, strictCost, reasons: against };
    const proved = `no mandatory rule is broken, ${claims.length - waived.length} of ${claims.length} claims are proved`;
    const notIsolated = waived.map(({ id }) => id).join(", ");
    return {
        accepted: true,
        isolated,
        strictCost,
        reasons: isolated ? [proved] : [proved, `waived by exemption: ${notIsolated}`],
    };
}

/** "Accepted", "Accepted, not isolated" or "Refused". */
export const verdictWord = ({ accepted, isolated }: GateVerdict): string =>
    accepted ? `Accepted${isolated ? "" : ", not isolated"}` : "Refused";

const unique = (names: readonly string[]) => [...new Set(names)];

function said(count: number, what: string, names: readonly string[], state = ""): string[] {
    const many = count === 1 ? what : `${what}s`;
    return count === 0 ? [] : [`${count} ${many}${state === "" ? "" : ` ${state}`}: ${names.join(", ")}`];
}
