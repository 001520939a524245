import type { Naming } from "../../model/naming";
import type { PlannedAlarm } from "../parts/machineAlarms";

const width = 24;

/** The questions of the requirements' daily operations, each with what answers it. */
const checklist = `# Daily
- **Health and performance**: nothing red below.
- **Security logs and alerts**: the isolation row is green; read what was refused and who was banned.
- **LLM connectivity**: \`agent-llm-away\` is green.

Each alarm's page is docs/runbooks/NAME.md.`;

/** A row of alarms for each part of the stack, what concerns the isolation first, and what the hosts refused. */
export function dashboardBody(naming: Naming, alarms: readonly PlannedAlarm[]): string {
    const rows = [
        { title: "Isolation", of: alarms.filter(({ isolation }) => isolation === true) },
        ...[...new Set(alarms.map(ownerOf))].map((owner) => ({
            title: owner,
            of: alarms.filter((alarm) => ownerOf(alarm) === owner),
        })),
    ].filter(({ of }) => of.length > 0);
    const widgets = [
        { type: "text", x: 0, y: 0, width, height: 5, properties: { markdown: checklist } },
        ...rows.map(({ title, of }, row) => ({
            type: "alarm",
            x: 0,
            y: 5 + 3 * row,
            width,
            height: 3,
            properties: {
                title,
                alarms: of.map(({ name }) => naming.arn("cloudwatch", `alarm:${naming.alarm(name)}`)),
            },
        })),
        {
            type: "log",
            x: 0,
            y: 5 + 3 * rows.length,
            width,
            height: 6,
            properties: {
                title: "What the hosts refused, and what their programs said",
                region: naming.region,
                view: "table",
                query: `${(["edge", "agent", "verifier"] as const).map((host) => `SOURCE '${naming.hostLogGroup(host)}' | `).join("")}fields @timestamp, @log, @message | filter ispresent(event) or @message like /refused-/ | sort @timestamp desc | limit 50`,
            },
        },
    ];
    return JSON.stringify({ widgets });
}

/** "agent" of "agent-isolation-broken". */
const ownerOf = ({ name }: PlannedAlarm): string => name.split("-")[0];
