import type { Linker } from "../../analysis/graph/linker";
import type { GraphResource } from "../../analysis/graph/resource";

/** The inline policies of a role, by its name or by a reference to it. A name that is not known is no other's. */
export const rolePoliciesOf = (role: GraphResource, linker: Linker): GraphResource[] =>
    linker
        .ofType("aws:iam/rolePolicy:RolePolicy")
        .filter(
            (policy) =>
                (policy.props.role !== undefined && policy.props.role === role.props.name) ||
                linker.names(policy, "role", role, role.type),
        );
