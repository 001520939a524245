/** What a stack's file says of one rule: a level, or a level and what is waived. */
export type Entry = string | { readonly enforcementLevel?: unknown; readonly exemptions?: unknown };

/** Something that a stack waives, by whom it is known, until when. */
export interface Exemption {
    readonly rule: string;
    /** The logical name of the resource, or the end of its URN. */
    readonly resource: string;
    readonly reason: string;
    /** The last day on which it holds, YYYY-MM-DD. */
    readonly expires: string;
    /** Who answers for it. */
    readonly owner?: string;
}

const fields = ["resource", "reason", "expires"] as const;
const entryFields: readonly string[] = ["enforcementLevel", "exemptions"];

/** Reads the exemptions of one entry after the other, and says what is wrong with them. */
export class ExemptionReader {
    readonly found: Exemption[] = [];

    constructor(private readonly fault: (rule: string, message: string) => void) {}

    read(rule: string, entry: Entry): void {
        if (typeof entry !== "object" || entry === null) return;
        for (const field of Object.keys(entry).filter((name) => !entryFields.includes(name)))
            this.fault(rule, `"${rule}".${field} is not known: an entry has enforcementLevel and exemptions`);
        const listed = entry.exemptions ?? [];
        if (!Array.isArray(listed)) this.fault(rule, `"${rule}".exemptions is not a list`);
        else listed.forEach((one, i) => this.readOne(rule, one, `"${rule}".exemptions[${i}]`));
    }

    private readOne(rule: string, raw: Record<string, unknown> | null | undefined, place: string): void {
        const missing = fields.filter((field) => typeof raw?.[field] !== "string" || String(raw[field]).trim() === "");
        const more = Object.keys(raw ?? {}).filter((name) => ![...fields, "owner"].includes(name));
        const complete = "an exemption names resource, reason and expires, and may name its owner";
        if (missing.length > 0) this.fault(rule, `${place} has no ${missing.join(", ")}: ${complete}`);
        else if (more.length > 0) this.fault(rule, `${place}.${more[0]} is not known: ${complete}`);
        else if (raw?.owner !== undefined && (typeof raw.owner !== "string" || raw.owner.trim() === ""))
            this.fault(rule, `${place}.owner is ${JSON.stringify(raw.owner)}: write who answers for it`);
        else {
            const [resource, reason, expires] = fields.map((field) => String(raw?.[field]));
            if (isDay(expires))
                this.found.push({ rule, resource, reason, expires, ...(raw?.owner && { owner: String(raw.owner) }) });
            else this.fault(rule, `${place} expires ${expires}: write a day as YYYY-MM-DD`);
        }
    }
}

const isDay = (text: string) =>
    /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00Z`).toJSON()?.slice(0, 10) === text;

/** An end of a URN begins where a type or the name does: "proxy" is not "web-proxy". */
export const applies = ({ rule, resource }: Exemption, id: string, urn: string): boolean =>
    rule === id && (urn === resource || ["::", "$"].some((mark) => urn.endsWith(`${mark}${resource}`)));

/** Years for which an exemption may hold: who decided it should be asked again while somebody remembers why. */
export const horizonYears = 2;

/** The last day to which an exemption may reach. */
export const horizon = (today: string): string => `${Number(today.slice(0, 4)) + horizonYears}${today.slice(4)}`;
