import { readFileSync } from "node:fs";
import { join } from "node:path";
import { agentBridge, linkLocal } from "../../hosts/flows";
import { resolvConf } from "../../hosts/pieces/openHands";

/** What the hosts themselves refuse: their firewall, the container's network, what the LLM gateway judges, and nginx with the login behind it. */
export const hostLayers = ["host-firewall", "container-network", "gateway-policy", "nginx-rules"] as const;
export type HostLayer = (typeof hostLayers)[number];

/** Shell scripts for a host by its name; undefined where the layer is not on that host. */
interface Switch {
    readonly off: (host: string) => string | undefined;
    readonly on: (host: string) => string | undefined;
}

const onlyOn =
    (host: string, script: string) =>
    (own: string): string | undefined =>
        own === host ? script : undefined;

/**
 * The guard on the agent's host ends OpenHands when the rules are gone, which is its own test's matter: it stands still meanwhile, and
 * systemd does not end it for that.
 */
const guarded = (signal: "STOP" | "CONT") => `if systemctl is-active --quiet openhands-guard.service; then
    ${signal === "STOP" ? "systemctl service-watchdogs no" : ":"}
    systemctl kill --signal=${signal} --kill-whom=main openhands-guard.service
fi`;

const hostFirewall: Switch = {
    off: () => `${guarded("STOP")}\nnft delete table inet isolated_openhands`,
    // The guard reloads the rules too, and of two reloads at once one fails.
    on: () => `${guarded("CONT")}
for _ in 1 2 3 4 5; do systemctl reload-or-restart isolated-openhands-firewall.service && break; sleep 1; done
nft list chain inet isolated_openhands refuse-out >/dev/null`,
};

const { name: bridge, network, host: hostAddress } = agentBridge;
const container = 'pid=$(docker inspect --format "{{.State.Pid}}" openhands)';
const forwarded = (
    how: "-I" | "-D",
) => `for way in -i -o; do iptables -w ${how} FORWARD $way ${bridge} -j ACCEPT || true; done
iptables -w -t nat ${how} POSTROUTING -s ${network} ! -o ${bridge} -j MASQUERADE || true`;

/** Off, the container has a way out and a resolver, as in Docker's ordinary network. */
const containerNetwork: Switch = {
    off: onlyOn(
        "agent",
        `${container}; nsenter --target "$pid" --net ip route replace default via ${hostAddress}
${forwarded("-I")}
cp ${resolvConf} /run/twin-resolv.conf; echo nameserver ${linkLocal.resolver} >${resolvConf}`,
    ),
    on: onlyOn(
        "agent",
        `[ -e /run/twin-resolv.conf ] || exit 0
${container} && nsenter --target "$pid" --net ip route del default || true
${forwarded("-D")}
cat /run/twin-resolv.conf >${resolvConf}
rm /run/twin-resolv.conf`,
    ),
};

const openGateway = readFileSync(join(__dirname, "openGateway.py"), "utf8");

/** Off, a program that forwards whatever it is sent stands where the gateway stood, with its user, its key and its certificate. */
const gatewayPolicy: Switch = {
    off: onlyOn(
        "edge",
        `cat >/run/twin-open-gateway.py <<'END'
${openGateway}END
systemctl stop gateway.service
python3 /run/twin-open-gateway.py /run/isolated-openhands/llm-gateway.json`,
    ),
    on: onlyOn(
        "edge",
        `systemctl stop twin-open-gateway.service || true
systemctl restart gateway.service`,
    ),
};

const confs = [
    ["front", "/etc/isolated-openhands/front.conf"],
    ["packages", "/etc/isolated-openhands/packages.conf"],
] as const;

/** Lines that refuse somebody something; what is left passes on what it is sent, body and headers too. */
const refusing = [
    "/^ *(auth_request|limit_req|limit_conn|allow|deny|if|client_max_body_size) /d",
    "s/(proxy_pass_request_(headers|body)) off/\\1 on/",
].join(";");

const restarted = confs.map(([unit]) => `systemctl restart isolated-openhands-${unit}.service`).join("\n");

const nginxRules: Switch = {
    off: onlyOn(
        "edge",
        `${confs.map(([unit, conf]) => `cp ${conf} /run/twin-${unit}.conf; sed -E -i '${refusing}' ${conf}`).join("\n")}\n${restarted}`,
    ),
    on: onlyOn(
        "edge",
        `${confs.map(([unit, conf]) => `[ ! -e /run/twin-${unit}.conf ] || mv /run/twin-${unit}.conf ${conf}`).join("\n")}\n${restarted}`,
    ),
};

export const hostSwitches: Readonly<Record<HostLayer, Switch>> = {
    "host-firewall": hostFirewall,
    "container-network": containerNetwork,
    "gateway-policy": gatewayPolicy,
    "nginx-rules": nginxRules,
};
