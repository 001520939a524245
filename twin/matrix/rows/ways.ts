import type { Place } from "../../machines/places";
import type { Row } from "../row";

/** Hosts that nothing leads out of: root on them has every port of the machine and no way to the internet. */
export const sealed = ["agent-host", "verifier-host"] as const satisfies readonly Place[];

export const blocked = (id: string, from: Place, run: string, more: Partial<Row> = {}): Row => ({
    ...{ id, from, run, expect: "blocked" },
    ...more,
});

export const works = (id: string, from: Place, run: string, more: Partial<Row> = {}): Row => ({
    ...{ id, from, run, expect: "works" },
    ...more,
});

/** The same attempts from several places; the id says which. */
export const from = (places: readonly Place[], rows: (place: Place) => readonly Row[]): Row[] =>
    places.flatMap((place) => rows(place).map((row) => ({ ...row, id: `${row.id}-${place}` })));

/** Sends the nonce by TCP and waits for an answer: a connection that nobody answers is not one. */
export const tcp = (address: string, port: number): string =>
    `echo $NONCE | timeout 3 nc -w 2 ${address} ${port} | grep -q answer`;

export const udp = (address: string, port: number): string =>
    `echo $NONCE | timeout 2 nc -u -w 1 ${address} ${port} | grep -q answer`;

export const https = (url: string, ...options: readonly string[]): string =>
    `curl -k -sS -f -m 3 -o /dev/null ${options.join(" ")} '${url}'/$NONCE`;

/** Asks a resolver, and fails unless it answers with an address. */
export const asks = (name: string, resolver: string, ...options: readonly string[]): string =>
    `dig +time=1 +tries=1 ${options.join(" ")} ${name} ${resolver} | grep -q 'ANSWER: [1-9]'`;
