import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { FirewallSet } from "../../design/derive/hostFirewall";
import type { Certificate } from "../../model/config";
import { nameOfSet } from "../flows";
import type { HostFile, Piece } from "../piece";
import { hostLibrary, hostProgram } from "./certificates";
import { tlsFile } from "./frontConf";
import { hardened } from "./hardened";

export interface CertificateConfig {
    readonly host: string;
    readonly certificate: Certificate;
    /** Of this host: what its processes may reach. */
    readonly firewall: readonly FirewallSet[];
    /** ACME's directory; Let's Encrypt's where it is not written. */
    readonly directory?: string;
}

export const certificateProgram = "/usr/local/lib/isolated-openhands/certificate";
const unit = "isolated-openhands-certificate";
export const fetchUnit = `${unit}-fetch`;
const user = "openhands-certificate";
const state = `/var/lib/${user}`;
const units = "/etc/systemd/system";
const letsEncrypt = "https://acme-v02.api.letsencrypt.org/directory";

/**
 * The front's certificate. A self-signed one is made on the host at its first boot, and made anew a month before it ends. One that comes from
 * elsewhere is fetched by a user of its own and put in place by root; until the first has come the front shows a self-signed one.
 */
export function certificate(config: CertificateConfig): Piece {
    const { host, certificate: wanted } = config;
    const own = ownCertificate(host, wanted.kind === "self-signed" ? "" : " placeholder");
    return wanted.kind === "self-signed" ? own : fetched(config, own);
}

const ownCertificate = (host: string, mode: string): Piece => ({
    name: "certificate",
    packages: ["openssl"],
    files: [
        {
            path: certificateProgram,
            mode: 0o755,
            content: readFileSync(join(__dirname, "..", "edge", "certificate")),
        },
        file(`${unit}.service`, service(`${certificateProgram} ${host} ${tlsFile}${mode}`)),
        file(`${unit}.timer`, timer("Looks daily at when the front's certificate ends", "daily")),
    ],
    units: [
        { unit: `${unit}.service`, reads: [certificateProgram, `${units}/${unit}.service`] },
        { unit: `${unit}.timer`, reads: [`${units}/${unit}.timer`] },
    ],
});

function fetched({ host, certificate: wanted, firewall, directory }: CertificateConfig, own: Piece): Piece {
    const [process, command] =
        wanted.kind === "letsencrypt"
            ? (["certbot", acme(host, wanted, directory ?? letsEncrypt)] as const)
            : (["key-fetcher", [`${program} secret ${wanted.kind === "secret" ? wanted.secretArn : ""}`]] as const);
    const again = wanted.kind === "letsencrypt" ? "*-*-* 00/12:00" : "hourly";
    const flows = firewall.filter((set) => set.process === process).map(nameOfSet);
    return {
        ...own,
        packages: [...own.packages!, ...(wanted.kind === "letsencrypt" ? ["certbot"] : [])],
        users: [{ name: user }],
        files: [
            ...own.files!,
            hostProgram("front_certificate.py"),
            hostProgram("acme_record.py"),
            file(`${fetchUnit}.service`, fetchService(host, command)),
            file(`${fetchUnit}.timer`, timer("Fetches the front's certificate again", again)),
        ],
        units: [
            ...own.units!,
            // Somebody else's door may be slow or shut; nothing on this host waits for that.
            { unit: `${fetchUnit}.service`, reads: [`${units}/${fetchUnit}.service`, program], on: "wait" },
            { unit: `${fetchUnit}.timer`, reads: [`${units}/${fetchUnit}.timer`] },
            ...(wanted.kind === "letsencrypt" ? [{ unit: "certbot.timer", reads: [], on: "mask" as const }] : []),
        ],
        opens: ["metadata", ...flows].map((flow) => ({ user, flow })),
    };
}

const program = `${hostLibrary}/front_certificate.py`;

/** certbot renews a certificate in its last 30 days, and otherwise leaves it; the record is Route 53's, the role may change no other. */
function acme(
    host: string,
    { email, hostedZoneId }: Extract<Certificate, { kind: "letsencrypt" }>,
    directory: string,
): readonly string[] {
    const hook = (verb: string) => `"${hostLibrary}/acme_record.py ${verb} ${hostedZoneId}"`;
    const options = [
        `--server ${directory} --non-interactive --agree-tos --no-eff-email --email ${email}`,
        `--cert-name front --domain ${host} --key-type ecdsa --keep-until-expiring --no-directory-hooks`,
        `--manual --preferred-challenges dns --manual-auth-hook ${hook("put")} --manual-cleanup-hook ${hook("delete")}`,
        `--config-dir ${state}/acme --work-dir ${state}/work --logs-dir ${state}/log --max-log-backups 10`,
    ];
    const live = `${state}/acme/live/front`;
    const whole = `umask 077; cat ${live}/privkey.pem ${live}/fullchain.pem >${state}/new && mv ${state}/new ${state}/fetched.pem`;
    return [`/usr/bin/certbot certonly ${options.join(" ")}`, `/bin/sh -ec "${whole}"`];
}

const file = (name: string, content: string): HostFile => ({ path: `${units}/${name}`, mode: 0o644, content });

/** Not kept active: the front starts it, and the timer starts it again. */
const service = (command: string) => `[Unit]
Description=The front's self-signed certificate
Before=isolated-openhands-front.service

[Service]
Type=oneshot
StateDirectory=isolated-openhands-front
StateDirectoryMode=0700
ExecStart=${command}
${hardened({ noNetwork: true })}

[Install]
WantedBy=multi-user.target
`;

/** certbot's libraries make code as they run. Let's Encrypt takes five failures an hour. */
const fetchService = (host: string, commands: readonly string[]) => `[Unit]
Description=Fetches the front's certificate
Wants=network-online.target
After=network-online.target isolated-openhands-firewall.service ${unit}.service
StartLimitIntervalSec=0

[Service]
Type=oneshot
User=${user}
StateDirectory=${user}
StateDirectoryMode=0700
${commands.map((line) => `ExecStart=${line}`).join("\n")}
ExecStartPost=+${program} install ${host}
Restart=on-failure
RestartSec=15min
TimeoutStartSec=15min
${hardened({ makesCode: true })}

[Install]
WantedBy=multi-user.target
`;

const timer = (what: string, when: string) => `[Unit]
Description=${what}

[Timer]
OnCalendar=${when}
RandomizedDelaySec=1h
Persistent=true

[Install]
WantedBy=timers.target
`;
