import type { Row } from "../row";
import { blocked } from "./ways";

/**
 * What root in the container may do to the machine. Nothing that the twin switches off gives these away, so each has a control: the same
 * command in another container of the same image, which has what ours is not given, does it.
 */
const attempts: readonly (readonly [id: string, run: string, source: string])[] = [
    [
        "raw-socket",
        "python3 -c 'import socket; socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))'",
        "O54",
    ],
    ["route", "ip link set lo up && ip route add 192.0.2.0/24 dev lo", "O54"],
    ["address", "ip address add 192.0.2.1/32 dev lo", "O52"],
    ["address-6", "ip -6 address add 2001:db8::5/128 dev lo", "O52"],
    ["interface", "ip link add twin0 type veth", "O54"],
    ["mount", "mount -t tmpfs none /mnt", "O55"],
    ["mount-bind", "mount --bind /proc /mnt", "O55"],
    ["mount-cgroup", "mkdir -p /tmp/c && mount -t cgroup -o memory cgroup /tmp/c", "O55"],
    ["namespace", "unshare --net true", "O55"],
    ["user-namespace", "unshare --user --map-root-user true", "O55"],
    ["device", "mknod /tmp/$NONCE b 7 0", "O55"],
    ["owner", "touch /tmp/$NONCE && chown 10001 /tmp/$NONCE", "O55"],
    ["another-user", "python3 -c 'import os; os.setuid(10001)'", "O55"],
    ["chroot", "chroot / true", "O55"],
    ["core-pattern", 'c=$(cat /proc/sys/kernel/core_pattern) && printf %s "$c" >/proc/sys/kernel/core_pattern', "O55"],
    ["docker-socket", "curl -sS -f -m 3 -o /dev/null --unix-socket /var/run/docker.sock http://docker/version", "O55"],
    ["hosts-processes", "cat /proc/[0-9]*/cmdline 2>/dev/null | grep -qa docker[d]", "O55"],
    [
        "relays-files",
        "ls /etc/isolated-openhands/*.conf /host/etc/isolated-openhands/*.conf 2>/dev/null | grep -q relay",
        "O64",
    ],
    ["hosts-files", "test -r /host/etc/shadow", "O55"],
];

const given = "--privileged --pid=host --network=host -v /run/docker.sock:/var/run/docker.sock -v /:/host";
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/** The container as Docker gives it to somebody who asks for everything; OpenHands' own image. */
const control = (run: string) =>
    `docker run --rm -u 0 -e NONCE ${given} --entrypoint bash $(docker inspect --format '{{.Image}}' openhands) -c ${quoted(`unshare -n bash -c ${quoted(run)}`)}`;

export const containerRows: readonly Row[] = attempts.map(([id, run, source]) =>
    blocked(`container-${id}`, "agent", run, {
        layer: "container-options",
        source,
        control: { from: "agent-host", run: control(run) },
    }),
);
