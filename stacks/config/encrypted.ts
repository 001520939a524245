/** What stands for an encrypted value where nobody can read it: preflight without the stack's passphrase. */
export const encrypted = "[encrypted in the stack file]";

export const readable =
    "is encrypted: set PULUMI_CONFIG_PASSPHRASE, as for pulumi, so that it can be read, or write it plainly: nothing in this configuration is a secret";
