import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { HostFile, Piece } from "../piece";
import { hardened } from "./hardened";

export interface LoginConfig {
    /** "https://agent.example.com", as browsers show it. */
    readonly origin: string;
    /** Hours that a session lasts at most. */
    readonly sessionHours: number;
}

/** Who may speak with the login service and with the passage: nginx, and the passage. */
export const doorGroup = "openhands-door";
export const loginSocket = "/run/openhands-login/login.sock";

const user = "openhands-login";
const program = "/usr/local/lib/isolated-openhands/login";
const confFile = "/etc/isolated-openhands/login.json";
const unitFile = "/etc/systemd/system/isolated-openhands-login.service";
const command = "/usr/local/sbin/openhands-user";
const source = join(__dirname, "..", "edge");

/** Linux accounts through PAM, in a service that alone may read their passwords' hashes, and the command that makes accounts. */
export function login({ origin, sessionHours }: LoginConfig): Piece {
    const config = { listen: loginSocket, sessions: "/run/openhands-login/sessions.json", hours: sessionHours, origin };
    return {
        name: "login",
        users: [{ name: user, groups: ["shadow", doorGroup] }],
        files: [
            ...programFiles(),
            { path: command, mode: 0o755, content: readFileSync(join(source, "openhands-user")) },
            { path: "/etc/pam.d/openhands", mode: 0o644, content: pamStack },
            { path: confFile, mode: 0o644, content: `${JSON.stringify(config, null, 4)}\n` },
            { path: unitFile, mode: 0o644, content: unit },
        ],
        units: [
            {
                unit: "isolated-openhands-login.service",
                reads: [`${program}/`, confFile, unitFile, "/etc/pam.d/openhands", command],
            },
        ],
    };
}

function programFiles(): HostFile[] {
    const folder = join(source, "login");
    const names = readdirSync(folder)
        .filter((name) => name.endsWith(".py"))
        .sort();
    return names.map((name) => ({
        path: `${program}/${name}`,
        mode: 0o644,
        content: readFileSync(join(folder, name)),
    }));
}

/** No delay of PAM's own: the service answers wrong passwords after one time, whoever they are for. The account phase is always run. */
const pamStack = `auth     required pam_unix.so nodelay
auth     required pam_succeed_if.so quiet user ingroup openhands-users
account  required pam_succeed_if.so quiet user ingroup openhands-users
account  required pam_unix.so
`;

const unit = `[Unit]
Description=Login: Linux accounts through PAM, and sessions
Documentation=file:${confFile}
Before=isolated-openhands-front.service

[Service]
User=${user}
Group=${doorGroup}
SupplementaryGroups=shadow
UMask=0077
RuntimeDirectory=openhands-login
RuntimeDirectoryMode=0710
RuntimeDirectoryPreserve=yes
StateDirectory=openhands-login
ExecStartPre=+${command} init
ExecStart=/usr/bin/python3 -I ${program}/__main__.py ${confFile}
Restart=always
RestartSec=1
MemoryMax=256M
TasksMax=64
${hardened({ noNetwork: true, makesCode: true })}

[Install]
WantedBy=multi-user.target
`;
