import type { Place } from "../machines/places";
import { matrixRows } from "../matrix/rows";
import { asks } from "../matrix/rows/ways";

/** Places of a deployed stack that Systems Manager gets to. */
export type Reached = Extract<Place, "agent" | "agent-host" | "edge-host" | "verifier-host">;

/** A row of the matrix, as it may be run in production: it sends nothing to a target but the attempt, changes nothing, and carries nothing. */
export interface LiveRow {
    /** Of the matrix's row. */
    readonly id: string;
    readonly from: Reached;
    readonly run: string;
    readonly expect: "blocked" | "works";
    /** The claim of the plan that says so. */
    readonly claim: string;
    /** Where the same must work, or its being blocked shows nothing: where the probe itself is run, or a row. Rows that must work need none. */
    readonly control?: "here" | { readonly row: string };
}

const here = "here" as const;
const metadata = "http://169.254.169.254/latest";
const token = `curl -sS -f -m 3 -o /dev/null -X PUT -H 'x-aws-ec2-metadata-token-ttl-seconds: 60' ${metadata}/api/token`;

const attempts: readonly Omit<LiveRow, "from" | "expect" | "claim">[] = [
    { id: "https", run: "curl -k -sS -m 6 -o /dev/null https://$TARGET/", control: here },
    { id: "http", run: "curl -sS -m 6 -o /dev/null http://$TARGET/", control: here },
    { id: "ping", run: "ping -c 1 -W 3 $TARGET", control: here },
    ...["8.8.8.8", "1.1.1.1", "9.9.9.9"].map((resolver) => ({
        ...{ id: `dns-${resolver}`, run: asks("$NAME", `@${resolver}`), control: here },
    })),
];

const names: readonly Omit<LiveRow, "from" | "expect" | "claim">[] = [
    { id: "tunnel-own", run: asks("$NAME", ""), control: here },
    { id: "tunnel-tcp-own", run: asks("$NAME", "", "+tcp"), control: here },
    { id: "tunnel-link-local", run: asks("$NAME", "@169.254.169.253"), control: here },
];
/** The link-local resolver is AWS's: from elsewhere the name itself is what must resolve. */
const elsewhere: Readonly<Record<string, string>> = { "tunnel-link-local": asks("$NAME", "") };

/** What is run in the control's place where it is not the attempt itself. */
export const controlOf = ({ id, run, from }: LiveRow): string => elsewhere[id.replace(`-${from}`, "")] ?? run;

const sealed = (["agent-host", "verifier-host"] as const).flatMap((from) => [
    ...attempts.map((row): LiveRow => ({
        ...row,
        id: `${row.id}-${from}`,
        from,
        expect: "blocked",
        claim: `${from.replace("-host", "")}-egress-only`,
    })),
    ...names.map((row): LiveRow => ({
        ...row,
        id: `${row.id}-${from}`,
        from,
        expect: "blocked",
        claim: "no-dns-exfiltration",
    })),
]);

const hosts = (["agent-host", "edge-host", "verifier-host"] as const).flatMap((from): LiveRow[] => {
    const control = { row: `imds-v2-${from}` };
    const works = { from, expect: "works", claim: "allowed-paths-work" } as const;
    return [
        {
            id: `imds-v1-0-${from}`,
            from,
            run: `curl -sS -f -m 3 -o /dev/null ${metadata}/meta-data/`,
            expect: "blocked",
            claim: "no-public-address",
            control,
        },
        {
            id: `imds-user-0-${from}`,
            from,
            run: `setpriv --reuid nobody --clear-groups ${token}`,
            expect: "blocked",
            claim: "no-public-address",
            control,
        },
        { ...works, id: `imds-v2-${from}`, run: token },
        { ...works, id: `name-ssm-${from}`, run: asks("ssm.$REGION.amazonaws.com", "") },
        { ...works, id: `name-logs-${from}`, run: asks("logs.$REGION.amazonaws.com", "") },
    ];
});

const container: readonly LiveRow[] = [
    {
        id: "https-agent",
        from: "agent",
        run: "curl -k -sS -m 6 -o /dev/null https://$TARGET/",
        expect: "blocked",
        claim: "agent-egress-only",
        control: here,
    },
    {
        id: "http-agent",
        from: "agent",
        run: "curl -sS -m 6 -o /dev/null http://$TARGET/",
        expect: "blocked",
        claim: "agent-egress-only",
        control: here,
    },
    {
        id: "tunnel-own-resolver-agent",
        from: "agent",
        run: "curl -k -sS -m 6 -o /dev/null https://$NAME/",
        expect: "blocked",
        claim: "no-dns-exfiltration",
        control: here,
    },
    ...(["imds-v1-0", "imds-v2"] as const).map((id): LiveRow => ({
        ...{
            id: `${id}-agent`,
            from: "agent",
            expect: "blocked",
            claim: "agent-egress-only",
            control: { row: "imds-v2-agent-host" },
        },
        run: id === "imds-v2" ? token : `curl -sS -f -m 3 -o /dev/null ${metadata}/meta-data/`,
    })),
];

export const liveRows: readonly LiveRow[] = [...hosts, ...sealed, ...container];

/** Rows that are none of the matrix, or expect something else there: a probe must not say more than the twin was asked. */
export const strayRows = (): string[] =>
    liveRows
        .filter(
            ({ id, from, expect }) =>
                !matrixRows.some((row) => row.id === id && row.from === from && row.expect === expect),
        )
        .map(({ id }) => id);
