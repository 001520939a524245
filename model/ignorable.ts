/** By type, what a change of the program may leave as it is in AWS. */
const ignorable: Readonly<Record<string, readonly string[]>> = {
    // A newer image replaces a host only when it is asked to.
    "aws:ec2/instance:Instance": ["ami"],
    // AWS hands it every subnet that has no other.
    "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl": ["subnetIds"],
};

/** What people read; neither a rule nor AWS decides anything by it. */
const labels = /^(tags|tagsAll|description)([.[].*)?$/;

/** With `ignoreChanges` the engine keeps what was deployed, which no plan shows. @returns the paths that may not be ignored */
export const wronglyIgnored = (type: string, paths: readonly string[]): readonly string[] =>
    paths.filter((path) => !ignorable[type]?.includes(path) && !labels.test(path));

/** What a person is told, wherever it is found. */
export const ignoredText = (what: string, paths: readonly string[]): string =>
    `${what} has ignoreChanges ${paths.join(", ")}: AWS would keep a value that the plan does not show; remove it from the options`;
