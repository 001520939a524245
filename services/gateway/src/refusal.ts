/** Why a call is not forwarded: shown to the person who made it, so it says what to do. */
export class Refusal extends Error {
    /** What the refused body asked for, as far as it was read; for the audit line. */
    model?: string;
    toolKinds?: readonly string[];
    /** What the client's program reads, where it is another word than the rule. */
    code?: string;
    /** The endpoint got nothing of the call, so it cost nothing. */
    unsent?: boolean;

    constructor(
        /** 4xx for the client's fault, 502 and 504 for the endpoint's. */
        readonly status: number,
        /** Id of the rule, as it stands in the audit line. */
        readonly rule: string,
        message: string,
        readonly headers: Readonly<Record<string, string>> = {},
    ) {
        super(message);
    }
}
