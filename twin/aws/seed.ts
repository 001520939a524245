import type { PlannedAccount } from "./account";
import { type Shell, Store } from "./store";

/** An account of somebody else, and a bucket of it that takes from everybody and gives to everybody. */
export const foreign = { account: "999999999999", bucket: "attackers-drop" } as const;

const openToAll = {
    Version: "2012-10-17",
    Statement: [
        {
            ...{ Effect: "Allow", Principal: "*", Action: "s3:*" },
            Resource: [`arn:aws:s3:::${foreign.bucket}`, `arn:aws:s3:::${foreign.bucket}/*`],
        },
    ],
};

/** The store as `pulumi up` leaves it, and the secrets that an operator has put in. */
export function seeded(planned: PlannedAccount, secrets: Readonly<Record<string, string>>, shell?: Shell): Store {
    const store = new Store(shell);
    const own = store.account(planned.account);
    for (const [name, policy] of planned.buckets) {
        store.buckets.set(name, { owner: planned.account, policy, objects: new Map() });
    }
    const orders = { body: Buffer.from("the attacker's orders\n"), contentType: "text/plain", modified: new Date() };
    const drop = { owner: foreign.account, policy: JSON.stringify(openToAll), objects: new Map([["orders", orders]]) };
    store.buckets.set(foreign.bucket, drop);
    for (const { bucket, key, body } of planned.objects) {
        const object = { body, contentType: "application/gzip", modified: new Date() };
        store.buckets.get(bucket)?.objects.set(key, object);
    }
    for (const [name, value] of planned.parameters) own.parameters.set(name, { value, type: "String", version: 1 });
    for (const [name, value] of Object.entries(secrets)) own.secrets.set(name, { value, suffix: "aB3dE6" });
    for (const group of planned.logGroups) own.logGroups.set(group, new Map());
    return store;
}
