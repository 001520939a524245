interface Statement {
    readonly Effect: "Allow" | "Deny";
    readonly Principal?: unknown;
    readonly Action?: unknown;
    readonly Resource?: unknown;
    readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    readonly Sid?: string;
}

interface DocumentChange {
    readonly how: string;
    /** The whole document as JSON. */
    readonly document: string;
}

/**
 * Every way of making one statement of a policy document say more: a grant widened, a denial lost. What narrows a grant is no fault
 * (what is missing shows when the host is tried, and fails closed), and what widens a denial locks its owner out at once.
 *
 * @param identity whether the document is an identity's: there every action is of every service, on a resource of its own one
 */
export function documentChanges(text: string, identity: boolean): DocumentChange[] {
    const document = JSON.parse(text) as { readonly Statement: readonly Statement[] };
    const change = (at: number, how: string, other: Statement | undefined): DocumentChange => {
        const statements = document.Statement.flatMap((one, i) => (i !== at ? [one] : other ? [other] : []));
        return {
            how: `statement ${document.Statement[at].Sid ?? at} ${how}`,
            document: JSON.stringify({ ...document, Statement: statements }),
        };
    };
    return document.Statement.flatMap((statement, at) =>
        (statement.Effect === "Allow" ? widenedGrants(statement, identity) : lostDenials(statement)).map(
            ([how, other]) => change(at, how, other),
        ),
    );
}

type Other = readonly [how: string, other: Statement | undefined];

function widenedGrants(statement: Statement, identity: boolean): Other[] {
    const { Condition, ...unconditional } = statement;
    const every = identity ? "*" : `${String([statement.Action].flat()[0]).split(":")[0]}:*`;
    return [
        ...(statement.Action === every ? [] : [["with every action", { ...statement, Action: every }] as const]),
        ...(statement.Resource === undefined || isAny(statement.Resource)
            ? []
            : [["on every resource", { ...statement, Resource: "*" }] as const]),
        ...(statement.Principal === undefined || isAny(statement.Principal)
            ? []
            : [["for every principal", { ...statement, Principal: "*" }] as const]),
        ...(Condition ? [["without its condition", unconditional] as const] : []),
        ...conditions(statement),
    ];
}

/** A denial guards by being there, by being about everybody and everything it names, and by its condition being met. */
function lostDenials(statement: Statement): Other[] {
    return [
        ["removed", undefined],
        ["made a grant", { ...statement, Effect: "Allow" }],
        ["for one action only", { ...statement, Action: "s3:GetBucketLocation" }],
        ...conditions(statement),
    ];
}

/** Each operator with other values: one more that is let through, or the opposite. */
function conditions(statement: Statement): Other[] {
    return Object.entries(statement.Condition ?? {}).flatMap(([operator, keys]) =>
        Object.entries(keys).map(([key, value]): Other => {
            const values = Array.isArray(value) ? value : [value];
            const other = /^Bool/.test(operator)
                ? String(value !== "true")
                : /^Numeric/.test(operator)
                  ? "0"
                  : [...values, external(values[0])];
            return [
                `with ${key} ${JSON.stringify(other)}`,
                { ...statement, Condition: { ...statement.Condition, [operator]: { ...keys, [key]: other } } },
            ];
        }),
    );
}

/** The same in somebody else's account; of what has no account, anything. */
const external = (value: unknown) => {
    const other = String(value).replace(/\d{12}/, "999999999999");
    return other === value ? "*" : other;
};

const isAny = (value: unknown): boolean => {
    if (Array.isArray(value)) return value.some(isAny);
    return value === "*" || (typeof value === "object" && value !== null && Object.values(value).some(isAny));
};
