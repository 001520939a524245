import { artifactDeletions, artifactReads, artifactWrites, operatorTrust } from "./artifactGrants";
import { flowLogsStatements, flowLogsTrust } from "./flowLogsGrants";
import { edgeStatements, everyHostStatements, hostTrust, verifierStatements } from "./hostGrants";
import type { EdgeUses } from "./intent";
import type { HostRole, Naming } from "./naming";
import type { PolicyStatement } from "./policyDocument";

/** One IAM role of the design: who may take it, and all that it may do. */
export interface DesignedRole {
    readonly name: string;
    /** Set when an instance has it. */
    readonly host?: HostRole;
    readonly trust: PolicyStatement;
    readonly grants: readonly PolicyStatement[];
}

/** Every role that a stack may have. */
export function designedRoles(naming: Naming, uses: EdgeUses): DesignedRole[] {
    const host = (role: HostRole, own: readonly PolicyStatement[]): DesignedRole => ({
        name: naming.hostRole(role),
        host: role,
        trust: hostTrust,
        grants: [...everyHostStatements(naming, role, true), ...own],
    });
    const artifacts = [...artifactReads(naming), ...artifactDeletions(naming)];
    return [
        host("edge", edgeStatements(naming, uses)),
        host("agent", []),
        host("verifier", [...verifierStatements(naming), ...artifacts, ...artifactWrites(naming)]),
        { name: naming.flowLogsRole, trust: flowLogsTrust(naming), grants: flowLogsStatements(naming) },
        { name: naming.operatorRole, trust: operatorTrust(naming), grants: artifacts },
    ];
}
