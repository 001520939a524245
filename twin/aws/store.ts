/** What the twin's AWS holds, of all its accounts. In memory: it lives as long as the twin is up. */
export class Store {
    readonly buckets = new Map<string, Bucket>();
    private readonly accounts = new Map<string, AccountStore>();

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
