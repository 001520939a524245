import { Address4, Address6 } from "ip-address";
import { UnreadableDocument, type Condition } from "./document";
import { fits, fitsArn, piecesOf, spelled, type Context, type Piece } from "./patterns";

/**
 * Condition operators (AWS: IAM JSON policy elements: Condition operators; Multivalued context keys). An operator that is not
 * here is refused by name: to leave a condition out would grant what it withholds, or withhold what it denies.
 */

/** Whether a request's value is what the policy's value says. */
type Comparison = (wanted: readonly Piece[], value: string) => boolean;

const sameText: Comparison = (wanted, value) => spelled(wanted) === value;
const sameLetters: Comparison = (wanted, value) => spelled(wanted).toLowerCase() === value.toLowerCase();
const sameTruth: Comparison = (wanted, value) => truthOf(spelled(wanted)) === value.toLowerCase();

const comparisons: Readonly<Record<string, Comparison>> = {
    StringEquals: sameText,
    StringEqualsIgnoreCase: sameLetters,
    StringLike: fits,
    // AWS: ArnEquals and ArnLike behave alike.
    ArnEquals: fitsArn,
    ArnLike: fitsArn,
    Bool: sameTruth,
    IpAddress: (wanted, value) => inBlock(spelled(wanted), value),
    ...ordered("Numeric", "number", numberOf),
    ...ordered("Date", "date", instantOf),
};

const negations: Readonly<Record<string, string>> = {
    StringNotEquals: "StringEquals",
    StringNotEqualsIgnoreCase: "StringEqualsIgnoreCase",
    StringNotLike: "StringLike",
    ArnNotEquals: "ArnEquals",
    ArnNotLike: "ArnLike",
    NotIpAddress: "IpAddress",
    NumericNotEquals: "NumericEquals",
    DateNotEquals: "DateEquals",
};

/** @returns the five comparisons of values that have an order */
function ordered(kind: string, noun: string, read: (text: string) => number): Record<string, Comparison> {
    const by = (holds: (value: number, wanted: number) => boolean): Comparison => {
        return (wanted, value) => {
            const limit = read(spelled(wanted));
            if (Number.isNaN(limit)) throw new UnreadableDocument(`"${spelled(wanted)}" is no ${noun}`);
            return holds(read(value), limit);
        };
    };
    return {
        [`${kind}Equals`]: by((value, wanted) => value === wanted),
        [`${kind}LessThan`]: by((value, wanted) => value < wanted),
        [`${kind}LessThanEquals`]: by((value, wanted) => value <= wanted),
        [`${kind}GreaterThan`]: by((value, wanted) => value > wanted),
        [`${kind}GreaterThanEquals`]: by((value, wanted) => value >= wanted),
    };
}

function truthOf(text: string): string {
    const truth = text.toLowerCase();
    if (truth !== "true" && truth !== "false") throw new UnreadableDocument(`"true" or "false", not "${text}"`);
    return truth;
}

function numberOf(text: string): number {
    return text.trim() === "" ? NaN : Number(text);
}

/** ISO 8601 or seconds since 1970. */
function instantOf(text: string): number {
    return /^\d{5,}$/.test(text) ? Number(text) * 1000 : Date.parse(text);
}

function inBlock(block: string, address: string): boolean {
    const family = block.includes(":") ? Address6 : Address4;
    if (!family.isValid(block)) throw new UnreadableDocument(`"${block}" is no address or block`);
    return family.isValid(address) && new family(address).isInSubnet(new family(block) as Address4 & Address6);
}

interface Operator {
    readonly set: "ForAnyValue" | "ForAllValues" | undefined;
    readonly compare: Comparison;
    readonly negated: boolean;
    readonly ifExists: boolean;
}

/** @throws UnreadableDocument naming the operator when there is none of that name */
function operatorOf(name: string): Operator {
    const [, set, base, ifExists] = /^(?:(ForAnyValue|ForAllValues):)?(.+?)(IfExists)?$/.exec(name) ?? [];
    const positive = Object.hasOwn(negations, base ?? "") ? negations[base] : base;
    if (positive === undefined || !Object.hasOwn(comparisons, positive)) {
        throw new UnreadableDocument(`the condition operator ${name} is not known: write one of ${known.join(", ")}`);
    }
    return {
        set: set as Operator["set"],
        compare: comparisons[positive],
        negated: positive !== base,
        ifExists: ifExists !== undefined,
    };
}

const known = [...Object.keys(comparisons), ...Object.keys(negations), "Null"];

/**
 * Refuses what `meets` could not judge, before a request decides whether it is asked at all.
 * @throws UnreadableDocument naming the operator or the value
 */
export function refuseUnknownCondition({ operator, key, values }: Condition): void {
    const compare = operator === "Null" ? sameTruth : operatorOf(operator).compare;
    for (const value of values.filter((text) => !text.includes("${"))) {
        try {
            compare(piecesOf(value, undefined), "");
        } catch (error) {
            throw new UnreadableDocument(`${operator} of ${key}: ${(error as Error).message}`);
        }
    }
}

/**
 * Whether the request meets the condition.
 * @param version2008 true for documents that know no policy variables
 * @throws UnreadableDocument for an operator or a value that is not known
 * @throws UnresolvedVariable when a value needs what the request does not have
 */
export function meets({ operator, key, values }: Condition, context: Context, version2008 = false): boolean {
    const present = context.get(key);
    if (operator === "Null") return isNull(values, present);
    const { set, compare, negated, ifExists } = operatorOf(operator);
    const wanted = values.map((value) => piecesOf(value, version2008 ? undefined : context));
    const holds = (value: string) => wanted.some((pieces) => compare(pieces, value)) !== negated;
    if (set === "ForAllValues") return (present ?? []).every(holds);
    if (present === undefined || present.length === 0) return ifExists || (negated && set === undefined);
    if (set === undefined && present.length > 1) {
        throw new UnreadableDocument(
            `${key} has many values: write ForAnyValue:${operator} or ForAllValues:${operator}`,
        );
    }
    return present.some(holds);
}

function isNull(values: readonly string[], present: readonly string[] | undefined): boolean {
    const absent = present === undefined || present.length === 0;
    return values.some((value) => truthOf(value) === String(absent));
}
