import { hostRoles, type HostRole } from "../../model/intent";

/** The host that an instance's IAM role belongs to: "edge" of "openhands-edge-host" or "openhands-edge-host-dev". */
export function roleOf(iamRole: string): HostRole {
    const found = /^openhands-([a-z]+)-host(-|$)/.exec(iamRole)?.[1];
    const role = hostRoles.find((one) => one === found);
    if (role === undefined) throw new Error(`the role ${iamRole} is of no host: ${hostRoles.join(", ")}`);
    return role;
}
