/**
 * Filter patterns of CloudWatch Logs, as far as the stack uses them (AWS: "Filter pattern syntax for metric filters"): words and their
 * exclusion, selectors of JSON fields, columns between spaces. What is not understood is refused.
 */
export type Matches = (line: string) => boolean;

export function filterPattern(pattern: string): Matches {
    const text = pattern.trim();
    if (text.startsWith("{") && text.endsWith("}")) return fields(text.slice(1, -1));
    if (text.startsWith("[") && text.endsWith("]")) return columns(text.slice(1, -1));
    return words(text);
}

function words(text: string): Matches {
    const terms = [...text.matchAll(/(-?)"([^"]+)"/g)].map(([, not, word]) => ({ not: not === "-", word }));
    if (terms.length === 0 || text.replaceAll(/-?"[^"]+"/g, "").trim() !== "")
        throw new Error(`${text} is not made of quoted words`);
    return (line) => terms.every(({ not, word }) => line.includes(word) !== not);
}

const clause = /^\$\.(\w+)\s*(=|!=|<=|>=|<|>)\s*(.+)$|^\$\.(\w+)\s+IS\s+(TRUE|FALSE|NULL)$/;

function fields(text: string): Matches {
    const clauses = text.split("&&").map((part) => selector(part.trim()));
    return (line) => {
        let object: unknown;
        try {
            object = JSON.parse(line);
        } catch {
            return false;
        }
        return typeof object === "object" && object !== null && clauses.every((matches) => matches(object as Fields));
    };
}

type Fields = Readonly<Record<string, unknown>>;

function selector(text: string): (fields: Fields) => boolean {
    const found = clause.exec(text);
    if (!found) throw new Error(`${text} is no selector of a field`);
    const [, field, operator, value, constantField, constant] = found;
    if (constantField !== undefined)
        return (of) => of[constantField] === { TRUE: true, FALSE: false, NULL: null }[constant as "TRUE"];
    const quoted = /^"(.*)"$/.exec(value);
    if (quoted) {
        const wanted = wildcard(quoted[1]);
        return (of) => field in of && typeof of[field] === "string" && wanted.test(of[field]) === (operator === "=");
    }
    const number = Number(value);
    if (Number.isNaN(number)) throw new Error(`${text}: ${value} is neither a number nor quoted`);
    const compare: Readonly<Record<string, (one: number) => boolean>> = {
        "=": (one) => one === number,
        "!=": (one) => one !== number,
        "<": (one) => one < number,
        "<=": (one) => one <= number,
        ">": (one) => one > number,
        ">=": (one) => one >= number,
    };
    return (of) => typeof of[field] === "number" && compare[operator](of[field]);
}

const wildcard = (text: string) =>
    new RegExp(
        `^${text
            .split("*")
            .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"))
            .join(".*")}$`,
        "s",
    );

function columns(text: string): Matches {
    const wanted = text.split(",").map((column) => {
        const [, name, value] = /^(\w+)(?:=(.+))?$/.exec(column.trim()) ?? [];
        if (name === undefined) throw new Error(`${column} is no column`);
        return value === undefined ? undefined : wildcard(value);
    });
    return (line) => {
        const values = line.split(" ");
        return values.length === wanted.length && wanted.every((one, i) => one === undefined || one.test(values[i]));
    };
}
