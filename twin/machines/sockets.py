"""Opens listening sockets in several network namespaces, then becomes the program that serves them.

sockets.py SPEC.json PROGRAM ARGUMENT...   SPEC: [{"namespace", "protocol": "tcp" | "udp", "address", "port"}, ...]
The sockets are inherited as descriptors 3, 4, ... in the order of the list. One process can so stand at many places of
the twin: a socket stays in the namespace that it was made in, whoever reads it. Needs root; standard library only.
"""

import ctypes
import json
import os
import socket
import sys

NEW_NETWORK = 0x40000000  # CLONE_NEWNET
FREEBIND = 15  # IP_FREEBIND, also for IPv6: an address may be given to an interface later
libc = ctypes.CDLL(None, use_errno=True)


def enter(namespace: int) -> None:
    if libc.setns(namespace, NEW_NETWORK) != 0:
        raise OSError(ctypes.get_errno(), "cannot enter a network namespace")


def opened(entry: dict) -> socket.socket:
    family = socket.AF_INET6 if ":" in entry["address"] else socket.AF_INET
    kind = {"tcp": socket.SOCK_STREAM, "udp": socket.SOCK_DGRAM}[entry["protocol"]]
    new = socket.socket(family, kind)
    new.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    new.setsockopt(socket.IPPROTO_IP, FREEBIND, 1)
    if family == socket.AF_INET6:
        new.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    new.bind((entry["address"], entry["port"]))
    if entry["protocol"] == "tcp":
        new.listen(256)
    return new


def main(spec: str, *command: str) -> None:
    with open(spec) as file:
        entries = json.load(file)
    # Far above the descriptors that they end as, so that none is overwritten before it is moved.
    os.closerange(3, 1024)
    home = os.open("/proc/self/ns/net", os.O_RDONLY)
    kept = []
    for entry in entries:
        namespace = os.open(f"/run/netns/{entry['namespace']}", os.O_RDONLY)
        enter(namespace)
        os.close(namespace)
        kept.append(opened(entry))
    enter(home)
    os.close(home)
    high = [os.dup2(one.fileno(), 512 + number, inheritable=False) for number, one in enumerate(kept)]
    for one in kept:
        one.close()
    for number, descriptor in enumerate(high):
        os.dup2(descriptor, 3 + number, inheritable=True)
    os.execvp(command[0], command)


if __name__ == "__main__":
    main(*sys.argv[1:])
