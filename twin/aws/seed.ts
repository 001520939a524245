import type { PlannedAccount } from "./account";
import { Store } from "./store";

/** The store as `pulumi up` leaves it, and the secrets that an operator has put in. */
export function seeded(planned: PlannedAccount, secrets: Readonly<Record<string, string>>): Store {
    const store = new Store();
    const own = store.account(planned.account);
    for (const [name, policy] of planned.buckets) {
        store.buckets.set(name, { owner: planned.account, policy, objects: new Map() });
    }
    for (const { bucket, key, body } of planned.objects) {
        const object = { body, contentType: "application/gzip", modified: new Date() };
        store.buckets.get(bucket)?.objects.set(key, object);
    }
    for (const [name, value] of planned.parameters) own.parameters.set(name, { value, type: "String", version: 1 });
    for (const [name, value] of Object.entries(secrets)) own.secrets.set(name, { value, suffix: "aB3dE6" });
    for (const group of planned.logGroups) own.logGroups.set(group, new Map());
    return store;
}
