/**
 * Patterns and policy variables of IAM (AWS: IAM JSON policy elements: Resource; Variables and tags). Text that a variable
 * brings is literal: a `*` in a user's name is no wildcard.
 */

/** What a pattern is made of: text that stands for itself, any text (`*`), or one character (`?`). */
export type Piece = { readonly literal: string } | "*" | "?";

/** The request's values by key in lower case; a key that is absent was not in the request. */
export type Context = ReadonlyMap<string, readonly string[]>;

/** A variable that the request has no value for and that has no default. */
export class UnresolvedVariable extends Error {}

/**
 * The pieces of a policy's text, its variables filled in.
 * @param context undefined for documents of version 2008-10-17, where `${...}` is plain text
 * @throws UnresolvedVariable
 */
export function piecesOf(text: string, context: Context | undefined): Piece[] {
    const parts = context ? text.split(/(\$\{[^}]*\})/) : [text];
    return parts.flatMap((part, index) =>
        index % 2 === 1 && context ? [{ literal: valueOf(part.slice(2, -1), context) }] : wildcards(part),
    );
}

function wildcards(text: string): Piece[] {
    return text
        .split(/([*?])/)
        .filter((part) => part !== "")
        .map((part) => (part === "*" || part === "?" ? part : { literal: part }));
}

function valueOf(expression: string, context: Context): string {
    if (["*", "?", "$"].includes(expression)) return expression;
    const [, name, fallback] = /^\s*([^,\s]+)\s*(?:,\s*'([^']*)'\s*)?$/.exec(expression) ?? [];
    if (name === undefined) throw new UnresolvedVariable(`\${${expression}} is no policy variable`);
    // A key of many values cannot stand for one text.
    const values = context.get(name.toLowerCase()) ?? [];
    const value = values.length === 1 ? values[0] : fallback;
    if (value === undefined) throw new UnresolvedVariable(`the request has no ${name}`);
    return value;
}

/** The text that the pieces spell when nothing in them is a wildcard: what StringEquals compares with. */
export function spelled(pieces: readonly Piece[]): string {
    return pieces.map((piece) => (typeof piece === "string" ? piece : piece.literal)).join("");
}

/** True when the pieces stand for the whole of `value`. Linear in the value for each `*`: a hostile pattern costs no time. */
export function fits(pieces: readonly Piece[], value: string): boolean {
    const pattern = pieces.flatMap((piece): Piece[] => (typeof piece === "string" ? [piece] : letters(piece.literal)));
    let [at, from, star, resume] = [0, 0, -1, 0];
    while (from < value.length) {
        const piece = pattern[at];
        if (piece === "*") [star, resume, at] = [at, from, at + 1];
        else if (piece === "?" || piece?.literal === value[from]) [at, from] = [at + 1, from + 1];
        else if (star >= 0) [at, from, resume] = [star + 1, resume + 1, resume + 1];
        else return false;
    }
    return pattern.slice(at).every((piece) => piece === "*");
}

const letters = (text: string): Piece[] => text.split("").map((literal) => ({ literal }));

/** True when an action pattern names `action`; IAM compares actions without case and knows no variables in them. */
export const fitsAction = (pattern: string, action: string): boolean =>
    fits(piecesOf(pattern.toLowerCase(), undefined), action.toLowerCase());

/**
 * True when an ARN pattern names `arn`: each of the six parts between colons by itself, for no wildcard reaches across one.
 * What an incomplete ARN leaves out is anything (AWS: "Incomplete ARNs").
 */
export function fitsArn(pieces: readonly Piece[], arn: string): boolean {
    if (pieces.length === 1 && pieces[0] === "*") return true;
    const [pattern, parts] = [splitPieces(pieces), split(arn)];
    if (parts.length < 6) return false;
    return parts.every((part, index) => fits(pattern[index] ?? ["*"], part));
}

const split = (arn: string): string[] => {
    const parts = arn.split(":");
    return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(":")];
};

function splitPieces(pieces: readonly Piece[]): Piece[][] {
    const parts: Piece[][] = [[]];
    for (const piece of pieces) {
        if (typeof piece === "string") parts.at(-1)?.push(piece);
        else {
            piece.literal.split(":").forEach((text, index) => {
                if (index > 0 && parts.length < 6) parts.push([]);
                else if (index > 0) parts.at(-1)?.push({ literal: ":" });
                if (text !== "") parts.at(-1)?.push({ literal: text });
            });
        }
    }
    return parts;
}
