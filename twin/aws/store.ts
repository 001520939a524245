export type Shell = (instance: string, script: string) => Promise<Omit<Invocation, "status">>;

const noShell: Shell = (instance) => Promise.resolve({ code: 255, stdout: "", stderr: `no agent runs on ${instance}` });

/** What the twin's AWS holds, of all its accounts. In memory: it lives as long as the twin is up. */
export class Store {
    readonly buckets = new Map<string, Bucket>();
    private readonly accounts = new Map<string, AccountStore>();

    /** @param shell runs a script as root on an instance, as the agent of Systems Manager does there */
    constructor(readonly shell: Shell = noShell) {}

    account(id: string): AccountStore {
        const found = this.accounts.get(id) ?? new AccountStore();
        this.accounts.set(id, found);
        return found;
    }
}

export interface Bucket {
    readonly owner: string;
    readonly policy: string | undefined;
    readonly objects: Map<string, StoredObject>;
}

export interface StoredObject {
    readonly body: Buffer;
    readonly contentType: string;
    readonly modified: Date;
}

export class AccountStore {
    readonly parameters = new Map<string, Parameter>();
    /** Secret strings by name. */
    readonly secrets = new Map<string, Secret>();
    /** Streams by log group. */
    readonly logGroups = new Map<string, Map<string, LogEvent[]>>();
    readonly metrics: unknown[] = [];
    /** Commands that Systems Manager was told to run, by their id and the instance's. */
    readonly commands = new Map<string, Invocation>();
}

/** A command on one instance, as `GetCommandInvocation` says it. */
export interface Invocation {
    readonly status: "InProgress" | "Success" | "Failed";
    readonly code: number;
    readonly stdout: string;
    readonly stderr: string;
}

export interface Parameter {
    readonly value: string;
    readonly type: string;
    readonly version: number;
}

export interface Secret {
    readonly value: string;
    /** The six characters that AWS appends to the name in the ARN. */
    readonly suffix: string;
}

export interface LogEvent {
    readonly timestamp: number;
    readonly message: string;
}
