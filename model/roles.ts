import { artifactHiding, artifactPurging, artifactReads, artifactWrites } from "./artifactGrants";
import { flowLogsStatements, flowLogsTrust } from "./flowLogsGrants";
import {
    boundToHost,
    edgeStatements,
    everyHostStatements,
    hostTrust,
    onlyFromEdge,
    verifierStatements,
} from "./hostGrants";
import type { EdgeUses } from "./intent";
import { type HostName, roleOfHost, verifierNames } from "./hosts";
import type { HostRole, Naming } from "./naming";
import { type Operators, operatorTrust } from "./operators";
import type { PolicyStatement } from "./policyDocument";

/** One IAM role of the design: who may take it, all that it may do, and what it must be denied. */
export interface DesignedRole {
    readonly name: string;
    /** Set when an instance has it. */
    readonly host?: HostRole;
    readonly trust: readonly PolicyStatement[];
    readonly grants: readonly PolicyStatement[];
    readonly denials: readonly PolicyStatement[];
}

/** What decides the roles: what the edge uses, and whether AWS is reached by endpoints (mode nat-endpoints). */
export interface RoleInput extends EdgeUses {
    readonly sealed: boolean;
    /** In how many zones a verifier stands. */
    readonly verifierZones: number;
    readonly operators: Operators;
}

/** Every role that a stack may have. */
export function designedRoles(naming: Naming, input: RoleInput): DesignedRole[] {
    const host = (
        host: HostName,
        statements: readonly PolicyStatement[],
        denials: readonly PolicyStatement[] = [],
    ): DesignedRole => ({
        name: naming.hostRole(host),
        host: roleOfHost(host),
        trust: [hostTrust],
        grants: [...everyHostStatements(naming, host, { legacySsmAgent: true, ...input }), ...statements],
        denials: input.sealed ? [...boundToHost(roleOfHost(host)), ...denials] : [],
    });
    const artifacts = [...artifactReads(naming), ...artifactWrites(naming), ...artifactHiding(naming)];
    const operators = [...artifactReads(naming), ...artifactPurging(naming)];
    const service = { denials: [] };
    return [
        host("edge", edgeStatements(naming, input), onlyFromEdge(input)),
        host("agent", []),
        ...verifierNames(input.verifierZones).map((name) => host(name, [...verifierStatements(naming), ...artifacts])),
        { ...service, name: naming.flowLogsRole, trust: [flowLogsTrust(naming)], grants: flowLogsStatements(naming) },
        { ...service, name: naming.operatorRole, trust: operatorTrust(naming, input.operators), grants: operators },
    ];
}
