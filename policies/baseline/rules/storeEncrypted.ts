import { unless } from "../../framework/outcome";
import { resourceRule } from "../../framework/rule";
import { hasKey } from "./services";

const keys: Readonly<Record<string, string>> = {
    "aws:sns/topic:Topic": "kmsMasterKeyId",
    "aws:secretsmanager/secret:Secret": "kmsKeyId",
    "aws:backup/vault:Vault": "kmsKeyArn",
    "aws:cloudtrail/trail:Trail": "kmsKeyId",
};

export const storeEncrypted = resourceRule("baseline", {
    id: "store-encrypted",
    severity: "medium",
    title: "Topics, secrets, backup vaults and trails are encrypted with a key of ours",
    why: "What AWS's own key encrypts, everybody reads whom the service lets in.",
    remediation: "Name a key of the stack.",
    source: "https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html",
    rows: [106, 108, 110, 119],
    types: Object.keys(keys),
    check: (store) =>
        unless(!hasKey(store, keys[store.type]) && `${store.name} has no key of ours: set ${keys[store.type]}`),
});
