"""Real packets against real rules: a host, the world and a container are network namespaces, joined by veth pairs.

Reads {"host", "passwd", "world", "ports", "loader", "rulesets", "probes"} as JSON from stdin, loads each ruleset by the host's own loader in
a mount namespace with the host's users, sends every probe, and prints for each ruleset what became of each probe, the
counters, and what ulogd wrote. A run over a mutant ends with the first probe that differs from the first ruleset's.
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import pwd
import select
import socket
import subprocess
import sys
import tempfile
import threading
import time

TIMEOUT = 1.0
CLONE_NEWNET, CLONE_NEWNS = 0x40000000, 0x00020000
libc = ctypes.CDLL(None, use_errno=True)
given = json.load(sys.stdin)
H, W, C = (f"fw-{one}-{os.getpid()}" for one in "hwc")
MAC = {"vh": "02:00:00:00:00:01", "vw": "02:00:00:00:00:02", "agent0": "02:00:00:00:00:03", "aw": "02:00:00:00:00:04"}


def sh(*command: str, text: str | None = None) -> str:
    done = subprocess.run(command, input=text, text=True, capture_output=True)
    if done.returncode != 0:
        raise OSError(f"{' '.join(command)}: {done.stderr or done.stdout}")
    return done.stdout


def build() -> None:
    # The kernel sends few ICMP errors a second, and each refusal of UDP is one.
    limits = ["net.ipv4.icmp_ratelimit=0", "net.ipv4.icmp_msgs_per_sec=100000", "net.ipv6.icmp.ratelimit=0"]
    forwarding = ["net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1"]
    for namespace in (H, W, C):
        sh("ip", "netns", "add", namespace)
        sh("ip", "netns", "exec", namespace, "sysctl", "-qw", *limits, *(forwarding if namespace == H else []))
        sh("ip", "-n", namespace, "link", "set", "lo", "up")
    for near, namespace, far in (("vh", W, "vw"), ("agent0", C, "aw")):
        sh("ip", "link", "add", near, "netns", H, "address", MAC[near], "type", "veth",
           "peer", "name", far, "netns", namespace, "address", MAC[far])
        sh("ip", "-n", H, "link", "set", near, "up")
        sh("ip", "-n", namespace, "link", "set", far, "up")
    four, six = [[one for one in given["world"] if (":" in one) == is6] for is6 in (False, True)]
    batch(H, f"addr add {given['host']}/32 dev vh", "addr add 172.30.0.1/24 dev agent0", "route add default dev vh")
    batch(W, *[f"addr add {one} dev lo" for one in four], "route add default dev vw")
    batch(C, "addr add 172.30.0.2/24 dev aw", "addr add 172.30.0.3/24 dev aw", f"route add default via 172.30.0.1")
    # Neighbours of IPv6 are given: their discovery is refused as everything else is.
    neighbours = [f"neigh add {one} lladdr {MAC['vw']} dev vh" for one in six]
    batch(H, "addr add fd00::10/128 dev vh nodad", "addr add fd00:30::1/64 dev agent0 nodad", "route add default dev vh",
          "neigh add fd00:30::2 lladdr " + MAC["aw"] + " dev agent0", *neighbours, family="-6")
    batch(W, *[f"addr add {one} dev lo nodad" for one in six], "route add default dev vw",
          *[f"neigh add {one} lladdr {MAC['vh']} dev vw" for one in ("fd00::10", "fd00:30::2")], family="-6")
    batch(C, "addr add fd00:30::2/64 dev aw nodad", "route add default via fd00:30::1",
          "neigh add fd00:30::1 lladdr " + MAC["agent0"] + " dev aw", family="-6")


def batch(namespace: str, *lines: str, family: str = "-4") -> None:
    sh("ip", family, "-n", namespace, "-batch", "-", text="\n".join(lines) + "\n")


def enter(namespace: str) -> None:
    with open(f"/run/netns/{namespace}") as file:
        if libc.setns(file.fileno(), CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), "setns")


def listen(sockets: list[socket.socket]) -> None:
    for port in given["ports"]:
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
            one = socket.socket(socket.AF_INET6, kind)
            one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            # An answer leaves from the address that was asked: IP_PKTINFO, IPV6_RECVPKTINFO.
            one.setsockopt(socket.IPPROTO_IP, 8, 1)
            one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_RECVPKTINFO, 1)
            one.bind(("::", port))
            if kind == socket.SOCK_STREAM:
                one.listen(64)
            sockets.append(one)


def serve(sockets: list[socket.socket]) -> None:
    by = {one.fileno(): one for one in sockets}
    poll = select.poll()
    for one in sockets:
        poll.register(one, select.POLLIN)
    while True:
        for number, _ in poll.poll():
            one = by[number]
            if one.type == socket.SOCK_STREAM:
                accepted, _ = one.accept()
                accepted.send(b"hello")
                accepted.close()
            else:
                data, ancillary, _, peer = one.recvmsg(100, 200)
                try:
                    one.sendmsg([data], ancillary, 0, peer)
                except OSError:
                    pass  # the rule that lets answers out is the one that is missing


def probe(one: dict) -> str:
    """"answer", "refused", or "silence" """
    enter({"out": H, "lo": H, "in": C if one.get("from") == "172.30.0.2" else W, "forward": C}[one["direction"]])
    family = socket.AF_INET6 if ":" in one["to"] else socket.AF_INET
    kind = socket.SOCK_STREAM if one["protocol"] == "tcp" else socket.SOCK_DGRAM
    if "user" in one:
        os.seteuid(pwd.getpwnam(one["user"]).pw_uid)
    try:
        connection = socket.socket(family, kind)
    finally:
        os.seteuid(0)
    with connection:
        connection.settimeout(TIMEOUT)
        if one["direction"] == "in":
            connection.bind((one["from"], 0))
        try:
            connection.connect((one["to"], one["port"]))
            if kind == socket.SOCK_DGRAM:
                connection.send(b"hello")
            return "answer" if connection.recv(100) else "closed"
        except socket.timeout:
            return "silence"
        except OSError as error:
            # A reset is a refused connection; an ICMP error waits on the socket, where a packet that was only dropped leaves nothing.
            waiting = connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) if error.errno == errno.EPERM else error.errno
            good = (errno.ECONNREFUSED,) if kind == socket.SOCK_STREAM else (errno.EHOSTUNREACH, errno.EACCES)
            return "refused" if waiting in good else f"{errno.errorcode[error.errno]} with {waiting}"


def counters() -> dict[str, int]:
    enter(H)
    found = json.loads(sh("nft", "-j", "list", "counters", "table", "inet", "isolated_openhands"))["nftables"]
    return {one["counter"]["name"]: one["counter"]["packets"] for one in found if "counter" in one}


def load(rules: str) -> None:
    enter(H)
    os.makedirs("/etc/isolated-openhands", exist_ok=True)
    with open("/etc/isolated-openhands/firewall.nft", "w") as file:
        file.write(rules)
    sh(sys.executable, "-ISB", given["loader"], "load")


def logged(log: str, serial: str) -> list[str]:
    with open(log) as file:
        return sorted({word[len(serial) :] for line in file for word in line.split() if word.startswith(f"{serial}refused-")})


def run(number: int, expected: list[str] | None, log: str) -> dict:
    # A line of the log comes up to a second after its packet: the prefix says which ruleset wrote it.
    serial = f"{number}."
    load(given["rulesets"][number].replace('log prefix "', f'log prefix "{serial}'))
    outcomes = []
    for place, one in enumerate(given["probes"]):
        outcomes.append(probe(one))
        if expected is not None and outcomes[-1] != expected[place]:
            return {"outcomes": outcomes, "differs": one["id"]}
    end = time.monotonic() + 3
    while len(logged(log, serial)) < 3 and time.monotonic() < end:
        time.sleep(0.02)
    return {"outcomes": outcomes, "counters": counters(), "logged": logged(log, serial)}


def private_etc(folder: str) -> None:
    """The host's users, for this process and what it starts."""
    if libc.unshare(CLONE_NEWNS) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    sh("mount", "--make-rprivate", "/")
    os.makedirs(f"{folder}/up/isolated-openhands")
    os.makedirs(f"{folder}/work")
    sh("mount", "-t", "overlay", "overlay", "-o", f"lowerdir=/etc,upperdir={folder}/up,workdir={folder}/work", "/etc")
    with open("/etc/passwd", "a") as file:
        file.write(given["passwd"])


def ulogd(folder: str) -> subprocess.Popen:
    configuration = given["ulogd"].replace(given["log"], f"{folder}/refused.log")
    with open(f"{folder}/ulogd.conf", "w") as file:
        file.write(configuration)
    enter(H)
    daemon = subprocess.Popen(["ulogd", "-c", f"{folder}/ulogd.conf"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    end = time.monotonic() + 5
    while not os.path.exists(f"{folder}/refused.log") and time.monotonic() < end:
        time.sleep(0.02)
    return daemon


def main(folder: str) -> None:
    sockets: list[socket.socket] = []
    private_etc(folder)
    for namespace in (H, W, C):
        enter(namespace)
        listen(sockets)
    threading.Thread(target=serve, args=(sockets,), daemon=True).start()
    daemon = ulogd(folder)
    try:
        log = f"{folder}/refused.log"
        first = run(0, None, log)
        rest = [run(number, first["outcomes"], log) for number in range(1, len(given["rulesets"]))]
        print(json.dumps([first, *rest]), flush=True)
    finally:
        daemon.kill()
        daemon.wait()


if __name__ == "__main__":
    temporary = tempfile.TemporaryDirectory(prefix="firewall-")
    try:
        build()
        main(temporary.name)
        status = 0
    finally:
        for namespace in (H, W, C):
            subprocess.run(["ip", "netns", "del", namespace], capture_output=True)
        subprocess.run(["umount", "-l", "/etc"], capture_output=True)
        temporary.cleanup()
