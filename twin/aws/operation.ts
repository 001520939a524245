/** What a request asks of AWS, before anybody has decided whether it may. */
export interface Operation {
    /** "s3:GetObject" */
    readonly action: string;
    /** ARN, or "*" for an action without a resource. */
    readonly resource: string;
    /** Who owns it; the caller where it has no owner. */
    readonly resourceAccount: string;
    /** The resource's own policy. */
    readonly resourcePolicy?: string;
    /** Condition keys that the service itself brings. */
    readonly context?: Readonly<Record<string, string | readonly string[]>>;
    readonly run: () => Answer;
}

export interface Answer {
    readonly status: number;
    readonly body: string | Buffer;
    readonly headers?: Readonly<Record<string, string>>;
}

/** A failure, in the form of the service that says it. */
export interface Failure {
    readonly status: number;
    readonly code: string;
    readonly message: string;
}

/** A request with all that is known of it without asking who sent it. */
export interface Asked {
    readonly method: string;
    /** Decoded, with its leading slash. */
    readonly path: string;
    readonly query: Readonly<Record<string, readonly string[]>>;
    readonly headers: Readonly<Record<string, string | undefined>>;
    readonly body: Buffer;
    readonly region: string;
    /** The account of who signed; empty for nobody. */
    readonly callerAccount: string;
}

export const json = (value: unknown): Answer => ({
    status: 200,
    body: JSON.stringify(value),
    headers: { "content-type": "application/x-amz-json-1.1" },
});

export const failure = (status: number, code: string, message: string): Answer => ({
    status,
    body: JSON.stringify({ __type: code, message }),
    headers: { "content-type": "application/x-amz-json-1.1" },
});

export const xmlFailure = (status: number, code: string, message: string): Answer => ({
    status,
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${escaped(message)}</Message></Error>`,
    headers: { "content-type": "application/xml" },
});

export const escaped = (text: string): string =>
    text.replace(/[<>&"']/g, (letter) => `&#${letter.charCodeAt(0).toString()};`);
