/** What stands for an encrypted value where nobody can read it: preflight without the stack's passphrase. */
export const encrypted = "[encrypted in the stack file]";
