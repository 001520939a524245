import type { Role } from "../../model/intent";
import { tokens } from "../../model/tokens";
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

const hostRoles: ReadonlySet<unknown> = new Set<Role>(["edge", "agent", "verifier"]);

export const isHostRole = (role: unknown): role is Role => hostRoles.has(role);
