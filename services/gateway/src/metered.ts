import type { Call } from "./call";
import type { Endpoint } from "./config";
import type { Judged } from "./judge";
import { mostOf, Ticket, type Limits, type Reached } from "./limits";
import { Refusal } from "./refusal";
import { lengthOf } from "./upstream";

/** @throws Refusal 429 for a client whose limit is reached already, before its body is read */
export function refuseIfFull(limits: Limits, client: string, endpoint: Endpoint): void {
    const reached = limits.full(client, endpoint.name, endpoint.limits);
    if (reached) throw refusalOf(reached);
}

/** @throws Refusal 429 for a call that would pass a limit */
export function enter(limits: Limits, { client, model }: Call, endpoint: Endpoint, judged: Judged): Ticket {
    const most = mostOf(lengthOf(judged.body), judged.maxOutput);
    const price = Object.hasOwn(endpoint.prices, model ?? "") ? endpoint.prices[model ?? ""] : undefined;
    const ticket = limits.enter(client ?? "", endpoint.name, endpoint.limits, most, price);
    if (ticket instanceof Ticket) return ticket;
    throw refusalOf(ticket);
}

/** OpenHands does not retry `insufficient_quota`; the providers' own SDKs obey `x-should-retry`. */
function refusalOf({ limit, value, retryAfter, day }: Reached): Refusal {
    const until = day ? "until midnight UTC" : `for ${retryAfter} s`;
    const message = `the limit ${limit} (${value}) is reached ${until}; the operator of the gateway can raise it.`;
    const headers = { "retry-after": String(retryAfter), ...(day && { "x-should-retry": "false" }) };
    return Object.assign(new Refusal(429, limit, message, headers), day && { code: "insufficient_quota" });
}
