import type { HostFlow } from "./flows";
import type { Check, HostFile, HostUnit, HostUser, Listen, Open, Piece } from "./piece";

/** The pieces of a role as one. */
export interface MergedHost {
    readonly files: readonly HostFile[];
    readonly units: readonly HostUnit[];
    readonly packages: readonly string[];
    readonly users: readonly HostUser[];
    readonly listens: readonly Listen[];
    readonly opens: readonly Open[];
    readonly checks: readonly Check[];
    /** Paths and units of the early pieces. */
    readonly early: readonly string[];
}

/** Users that Ubuntu's own packages make, on which our pieces build. */
export const packagedUsers = [
    "root",
    "_apt",
    "_chrony",
    "ec2-instance-connect",
    "systemd-network",
    "systemd-resolve",
    "www-data",
] as const;

/**
 * Merges pieces. Two owners of one thing are refused, and so is what no flow of the host has: a port that nobody outside may reach, a
 * destination that nothing approves.
 * @throws Error naming every contradiction
 */
export function mergePieces(pieces: readonly Piece[], flows: readonly HostFlow[]): MergedHost {
    const all = <T>(of: (piece: Piece) => readonly T[] | undefined): T[] => pieces.flatMap((piece) => of(piece) ?? []);
    const problems = [
        ...twice("name", pieces, (piece) => [piece.name]),
        ...twice("path", pieces, ({ files }) => files?.map(({ path }) => path)),
        ...twice("unit", pieces, ({ units }) => units?.map(({ unit }) => unit)),
        ...twice("user", pieces, ({ users }) => users?.map(({ name }) => name)),
        ...twice("port", pieces, ({ listens }) => listens?.map(({ protocol, port }) => `${protocol}/${port}`)),
        ...pieces.flatMap((piece) => unknownFlows(piece, flows)),
        ...unknownUsers(pieces),
    ];
    if (problems.length > 0) throw new Error(`These pieces do not make a host:\n${problems.join("\n")}`);
    const early = pieces.filter((piece) => piece.early === true);
    return {
        files: all(({ files }) => files),
        units: all(({ units }) => units),
        packages: [...new Set(all(({ packages }) => packages))].sort(),
        users: all(({ users }) => users),
        listens: all(({ listens }) => listens),
        opens: all(({ opens }) => opens),
        checks: all(({ checks }) => checks),
        early: early.flatMap(({ files, units }) => [
            ...(files ?? []).map(({ path }) => path),
            ...(units ?? []).map(({ unit }) => unit),
        ]),
    };
}

function twice(what: string, pieces: readonly Piece[], of: (piece: Piece) => readonly string[] | undefined): string[] {
    const owners = new Map<string, string>();
    return pieces.flatMap((piece) =>
        (of(piece) ?? []).flatMap((one) => {
            const before = owners.get(one);
            owners.set(one, piece.name);
            return before === undefined ? [] : `${what} ${one}: owned by ${before} and by ${piece.name}; one must go.`;
        }),
    );
}

function unknownFlows({ name, listens, opens }: Piece, flows: readonly HostFlow[]): string[] {
    const of = (direction: HostFlow["direction"]) => flows.filter((flow) => flow.direction === direction);
    const listening = (listens ?? []).flatMap(({ flow, protocol, port }) =>
        of("in").some((one) => one.name === flow && one.protocol === protocol && one.port === port)
            ? []
            : `${name} listens on ${protocol}/${port} for "${flow}": no flow into this host has it. ${known(of("in"))}`,
    );
    const opening = (opens ?? []).flatMap(({ flow, user }) =>
        of("out").some((one) => one.name === flow)
            ? []
            : `${name} opens "${flow}" as ${user}: no flow out of this host has it. ${known(of("out"))}`,
    );
    return [...listening, ...opening];
}

const known = (flows: readonly HostFlow[]) =>
    `Flows are ${flows.map(({ name, protocol, port }) => `"${name}" (${protocol}/${port})`).join(", ")}.`;

function unknownUsers(pieces: readonly Piece[]): string[] {
    const made = new Set<string>([
        ...packagedUsers,
        ...pieces.flatMap(({ users }) => users ?? []).map(({ name }) => name),
    ]);
    return pieces.flatMap(({ name, listens, opens }) =>
        [...(listens ?? []), ...(opens ?? [])].flatMap(({ user }) =>
            made.has(user)
                ? []
                : `${name} names user ${user}: no piece of this host makes it, and no package known here.`,
        ),
    );
}
