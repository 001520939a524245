import { bodies } from "./bodies";
import { http } from "./http";
import type { Elsewhere, Open, Row } from "./row";

export const rows: readonly Row[] = [...bodies, ...http].sort((one, other) => (one.id < other.id ? -1 : 1));

export const elsewhere: readonly Elsewhere[] = [
    {
        id: "O15",
        attempt: "a credential inside a tool's result, with the scan for secrets on",
        answer: "403, the rule's name and not the value",
        file: "server/secrets.test.ts",
        title: "in a tool's result is refused by its rule, and neither the answer nor a log holds it",
    },
    {
        id: "O24",
        attempt: "bodies of a byte now and then",
        answer: "408, others are answered",
        file: "server/bodies.test.ts",
        title: "that does not come to its end in time is cut with 408, and its line says so",
    },
    {
        id: "O25",
        attempt: "streams that nobody reads, and a client that leaves",
        answer: "ended within 2 s",
        file: "server/readers.test.ts",
        title: "before the answer's head ends the endpoint's work within two seconds",
    },
    {
        id: "O28",
        attempt: "plain HTTP where TLS is spoken",
        answer: "one line, no answer",
        file: "server/clients.test.ts",
        title: "that speaks no TLS has one line and no answer; there is no second, plain listener",
    },
    {
        id: "O31",
        attempt: "an endpoint with a wrong certificate",
        answer: "502, no byte leaves",
        file: "server/upstream.test.ts",
        title: "is not spoken with a certificate ${what}: 502, and no byte of the call leaves",
    },
    {
        id: "O33",
        attempt: "an approved name at a private address",
        answer: "not dialled, an alarm",
        file: "server/upstream.test.ts",
        title: "refuses the whole answer for one private address among public ones",
    },
    {
        id: "O35",
        attempt: "one endpoint's process reads another's key",
        answer: "refused by the file's owner",
        file: "server/separated.test.ts",
        title: "lets neither the listener's user nor another endpoint's read a key",
    },
];

export const open: readonly Open[] = [
    {
        id: "O18",
        attempt: "data in prompts to the approved model",
        why: "nothing closes it; limits bound it and the audit counts it",
    },
    {
        id: "O32",
        attempt: "plain bytes before the TLS handshake",
        why: "Node's TLS ends such a connection; no test of ours sends them",
    },
    {
        id: "O34",
        attempt: "the gateway's process taken over",
        why: "the host's firewall by user, and with it the matrix of the twin",
    },
];
