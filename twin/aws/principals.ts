import { randomBytes } from "node:crypto";
import type { Caller } from "../../analysis/iam/statements";
import type { PlannedAccount, PlannedInstance } from "./account";

export interface Credentials {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    /** Of a role's session; a user's key has none. */
    readonly sessionToken?: string;
    /** Milliseconds since 1970. */
    readonly expires: number;
}

/** Whoever may sign requests to the twin's AWS. */
export interface Principal {
    readonly credentials: Credentials;
    readonly caller: Caller;
    /** Policy documents of its own. */
    readonly policies: readonly string[];
    /** The instance that its credentials were given to. */
    readonly instance?: PlannedInstance;
}

const sixHours = 6 * 3_600_000;

/** All that AWS knows to sign: the roles of the planned instances, and accounts of others with keys of their own. */
export class Principals {
    private readonly byKey = new Map<string, Principal>();
    private readonly sessions = new Map<string, Credentials>();

    constructor(private readonly planned: PlannedAccount) {}

    /** The credentials of an instance's role; the same ones until an hour before they expire. */
    ofInstance(instance: PlannedInstance): Credentials {
        const old = this.sessions.get(instance.id);
        if (old && old.expires - Date.now() > 3_600_000) return old;
        const { account, rolePolicies } = this.planned;
        const credentials = {
            accessKeyId: `ASIA${randomBytes(8).toString("hex").toUpperCase()}`,
            secretAccessKey: randomBytes(30).toString("base64"),
            sessionToken: randomBytes(60).toString("base64"),
            expires: Date.now() + sixHours,
        };
        const caller: Caller = {
            kind: "role",
            arn: `arn:aws:iam::${account}:role/${instance.role}`,
            session: `arn:aws:sts::${account}:assumed-role/${instance.role}/${instance.id}`,
            account,
        };
        const policies = rolePolicies.get(instance.role) ?? [];
        this.byKey.set(credentials.accessKeyId, { credentials, caller, policies, instance });
        this.sessions.set(instance.id, credentials);
        return credentials;
    }

    /** A user of an account with a key that lives for ever: an attacker's own. */
    addUser(account: string, name: string, policy: object): Credentials {
        const credentials = {
            accessKeyId: `AKIA${randomBytes(8).toString("hex").toUpperCase()}`,
            secretAccessKey: randomBytes(30).toString("base64"),
            expires: Infinity,
        };
        const caller: Caller = { kind: "user", arn: `arn:aws:iam::${account}:user/${name}`, account };
        this.byKey.set(credentials.accessKeyId, { credentials, caller, policies: [JSON.stringify(policy)] });
        return credentials;
    }

    withKey(accessKeyId: string): Principal | undefined {
        return this.byKey.get(accessKeyId);
    }
}
