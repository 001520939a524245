import type { Allowlist } from "../../model/allowlist";

/** The list as a Markdown table, for the report and the docs. */
export function destinationTable(list: Allowlist): string {
    const rows = list.map(({ purpose, host, port, route, clients, why }) => {
        const who = clients.map(({ role, process }) => `${role} (${process})`).join(", ");
        return `| ${host} | tcp/${port} | ${purpose} | ${route} | ${who} | ${why} |`;
    });
    return ["| Host | Port | Purpose | Route | Who | Why |", "|---|---|---|---|---|---|", ...rows].join("\n");
}
