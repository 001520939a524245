#!/usr/bin/python3 -ISB
"""Shows that the agent's container is closed in before OpenHands starts, and every half minute while it runs.

Stage 1: forbidden packets of this host. Stage 2: the same from a probe container with OpenHands' own options, given the
default route that it should not have. Then OpenHands is started, and a canary repeats the packets from inside its network
namespace with this host's programs. A forbidden packet counts only if our own reject counter rose. What answers, or a
firewall that is gone, ends this unit at once, and with it OpenHands (BindsTo); so does systemd's watchdog when nothing
passed for 90 seconds. An LLM gateway that does not answer is a warning: it is not a door that is open.
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import pwd
import socket
import subprocess
import sys
import time

sys.path.insert(0, "/usr/local/lib/isolated-openhands")
from event import event

with open("/etc/isolated-openhands/guard.json") as settings_file:
    SETTINGS = json.load(settings_file)
TABLE = ["table", "inet", "isolated_openhands"]
EVERY, CLONE_NEWNET = 30, 0x40000000
REFUSED = (errno.ECONNREFUSED, errno.EHOSTUNREACH, errno.EACCES, errno.EPERM)
FAR = (("tcp", "198.51.100.7", 443), ("tcp", "198.51.100.7", 53), ("udp", "198.51.100.7", 53), ("tcp", "2001:db8::7", 443))
HOST = (*FAR, ("tcp", "169.254.169.254", 80), ("udp", "169.254.169.253", 53))


class Open(Exception):
    """The container, or this host, is not closed in."""


class Unsure(Exception):
    """A probe could not be made."""


def counter(name: str) -> int:
    shown = subprocess.run(["nft", "-j", "list", "counter", *TABLE[1:], name], capture_output=True, text=True)
    if shown.returncode != 0:
        raise Open(f"the firewall has no counter {name}: {shown.stderr.strip()}")
    return next(one["counter"]["packets"] for one in json.loads(shown.stdout)["nftables"] if "counter" in one)


def attempt(protocol: str, address: str, port: int, user: str, pid: int | None) -> int:
    """The errno of one attempt, 0 for an answer; in a child, which takes on the user and the namespace."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        code = errno.EPROTO
        try:
            if pid is not None:
                with open(f"/proc/{pid}/ns/net") as namespace:
                    if ctypes.CDLL(None, use_errno=True).setns(namespace.fileno(), CLONE_NEWNET) != 0:
                        raise OSError(errno.EPROTO, "setns")
            os.setuid(pwd.getpwnam(user).pw_uid)
            code = connect(protocol, address, port)
        except OSError as error:
            code = error.errno or errno.EPROTO
        finally:
            os.write(writing, str(code).encode())
            os._exit(0)
    os.close(writing)
    with open(reading) as pipe:
        text = pipe.read()
    os.waitpid(child, 0)
    return int(text or errno.EPROTO)


def connect(protocol: str, address: str, port: int) -> int:
    kind = socket.SOCK_STREAM if protocol == "tcp" else socket.SOCK_DGRAM
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, kind) as one:
        one.settimeout(2)
        try:
            one.connect((address, port))
            if protocol == "udp":
                one.send(b"guard")
                one.recv(1)
            return 0
        except TimeoutError:
            return errno.ETIMEDOUT


def forbidden(probes: tuple, name: str, user: str, pid: int | None) -> None:
    """@raises Open when something answered or was not refused by our rule"""
    for protocol, address, port in probes:
        before = counter(name)
        code = attempt(protocol, address, port, user, pid)
        where = f"{protocol} {address}:{port}"
        if code == 0:
            raise Open(f"{where} answered")
        if code == errno.ENETUNREACH:
            if pid is None:
                continue  # a host without IPv6 at all has nothing to refuse
            raise Unsure(f"{where}: no route, so nothing was shown")
        if counter(name) <= before:
            raise Open(f"{where}: {errno.errorcode.get(code, code)}, but {name} did not rise: our rule did not refuse it")
        if code not in REFUSED:
            raise Unsure(f"{where}: {errno.errorcode.get(code, code)}")


def from_host() -> None:
    forbidden(HOST, "refused-out", "nobody", None)


def from_container(pid: int, through: bool, llm: bool = True) -> None:
    """:param llm: whether the LLM's relay is this container's door; a wall of any other"""
    bridge = SETTINGS["bridge"]
    ports = (22, 53, 4080) if llm else (22, 53, 4080, SETTINGS["llmPort"])
    own = tuple(("tcp", bridge, port) for port in ports) + (("udp", bridge, 53),)
    forbidden(own, "refused-in", "nobody", pid)
    if through:
        enter = ["nsenter", "--target", str(pid), "--net"]
        subprocess.run([*enter, "ip", "route", "replace", "default", "via", bridge], check=True)
        forbidden(FAR[:3], "refused-forward", "nobody", pid)
        forbidden((("tcp", SETTINGS["address"], 22),), "refused-in", "nobody", pid)
    elif subprocess.run(["nsenter", "--target", str(pid), "--net", "ip", "route", "show", "default"],
                        capture_output=True, text=True).stdout.strip():
        raise Open("the container has a default route")
    if llm and attempt("tcp", bridge, SETTINGS["llmPort"], "nobody", pid) != 0:
        event("llm-relay-does-not-answer")


def container_pid(name: str) -> int | None:
    shown = subprocess.run(["docker", "inspect", "--format", "{{.State.Pid}}", name], capture_output=True, text=True)
    return int(shown.stdout) if shown.returncode == 0 and shown.stdout.strip() not in ("", "0") else None


def probe_container() -> None:
    """OpenHands' own options, and a program that does nothing."""
    try:
        with open("/run/isolated-openhands/openhands.env") as file:
            image = file.read().strip().removeprefix("IMAGE=")
    except FileNotFoundError:
        raise Unsure("the image is not here yet") from None
    subprocess.run(["docker", "rm", "--force", "openhands-probe"], capture_output=True)
    options = [one.replace("openhands", "openhands-probe") if one == "--name=openhands" else one for one in SETTINGS["run"]]
    command = ["docker", "run", "--detach", "--entrypoint=sleep", *options, image, "300"]
    started = subprocess.run(command, capture_output=True, text=True)
    if started.returncode != 0:
        raise Unsure(f"the probe container does not start: {started.stderr.strip()[-300:]}")
    try:
        pid = container_pid("openhands-probe")
        if pid is None:
            raise Unsure("the probe container ended at once")
        from_container(pid, True)
    finally:
        subprocess.run(["docker", "rm", "--force", "openhands-probe"], capture_output=True)


def from_git() -> None:
    """Git's server, while it runs: it may end at any time, and what was asked of one that has ended shows nothing."""
    pid = container_pid("openhands-git")
    if pid is None:
        return
    try:
        from_container(pid, False, llm=False)
    except (Open, Unsure):
        if container_pid("openhands-git") == pid:
            raise


def notify(text: str) -> None:
    address = os.environ.get("NOTIFY_SOCKET", "")
    if address:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as one:
            one.sendto(text.encode(), "\0" + address[1:] if address.startswith("@") else address)


def canary() -> None:
    from_host()
    from_git()
    pid = container_pid("openhands")
    if pid is not None:
        from_container(pid, False)
    else:
        subprocess.run(["systemctl", "--no-block", "start", "openhands.service"], check=True)


def main() -> int:
    try:
        from_host()
        print("stage 1: this host's forbidden packets are refused by our rule", flush=True)
        subprocess.run(["systemctl", "stop", "openhands.service"], check=True)
        probe_container()
        print("stage 2: so are those of a container with OpenHands' options", flush=True)
        notify("READY=1\nWATCHDOG=1\nSTATUS=closed in")
        subprocess.run(["systemctl", "--no-block", "start", "openhands.service"], check=True)
        while True:
            time.sleep(EVERY)
            try:
                canary()
                notify("WATCHDOG=1")
            except Unsure as why:
                event("isolation-not-shown", why=str(why))
    except Unsure as why:
        event("isolation-not-shown", why=str(why))
    except Open as why:
        event("isolation-broken", 2, why=str(why))
    return 1


if __name__ == "__main__":
    sys.exit(main())
