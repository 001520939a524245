import { type HostRole, hostRoles, type Role } from "../../model/intent";
import { tokens } from "../../model/tokens";
import type { Linker } from "./linker";
import type { GraphResource } from "./resource";

/** Components that play a role even where they no longer say so: an `up` that was interrupted loses what they registered. */
const roleOfType: Readonly<Record<string, Role>> = {
    [tokens.isolatedNetwork]: "network",
    [tokens.webProxy]: "edge",
    [tokens.openHandsServer]: "agent",
    [tokens.verifierService]: "verifier",
};

/** The role that a component registered, else the one that its type has. */
export const roleOf = ({ type, outputs }: GraphResource): unknown => outputs.role ?? roleOfType[type];

/** The nearest component above a resource that plays a role, and the role; undefined below no such component. */
export function partOf(
    resource: GraphResource,
    linker: Linker,
): { component: GraphResource; role: string } | undefined {
    return linker.ancestors(resource).flatMap((component) => {
        const role = roleOf(component);
        return typeof role === "string" ? [{ component, role }] : [];
    })[0];
}

export const isHostRole = (role: unknown): role is HostRole => hostRoles.some((own) => own === role);
