/** What Systems Manager runs on a host when its bundle changes: the unit that applies it. The hash makes it another command. */
export const applyCommand = (sha256: string): string =>
    `cloud-init status --wait >/dev/null; systemctl start host-apply.service # ${sha256}`;

/** The document that runs it. */
export const applyDocument = "AWS-RunShellScript";
