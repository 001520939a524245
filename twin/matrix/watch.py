"""Watches packets in several network namespaces at once: reads {namespaces: [{name, path, log}]} as one line of JSON, writes "ready", and at
the end of its input {packets: [...]}: each packet that a ruleset reported (log group `log`), once for each place and name.

A socket stays in the namespace in which it was made, so one process listens in all of them.
"""
import ctypes, json, os, resource, select, socket, struct, sys

CLONE_NEWNET = 0x40000000
NETFILTER, SO_RCVBUFFORCE = 12, 33
TCP, UDP = 6, 17
libc = ctypes.CDLL(None, use_errno=True)


def enter(path):
    with open(path) as own:
        if libc.setns(own.fileno(), CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), f"setns {path}")


def listening(group):
    """A netlink socket bound to a log group of the namespace that this process is in (linux/netfilter/nfnetlink_log.h)."""
    sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETFILTER)
    sock.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 8 << 20)
    sock.bind((0, 0))
    for kind, value in ((1, b"\x01"), (2, struct.pack("!IBB", 128, 2, 0)), (5, struct.pack("!I", 1))):
        attribute = struct.pack("=HH", 4 + len(value), kind) + value
        attribute += b"\0" * (-len(attribute) % 4)
        body = struct.pack("!BBH", 0, 0, group) + attribute
        sock.send(struct.pack("=IHHII", 16 + len(body), 4 << 8 | 1, 5, 0, 0) + body)
        select.select([sock], [], [], 5)
        error = struct.unpack("=i", sock.recv(4096)[16:20])[0]
        if error:
            raise OSError(-error, f"log group {group}")
    sock.setblocking(False)
    return sock


def attributes(message):
    at = 20
    while at + 4 <= len(message):
        length, kind = struct.unpack("=HH", message[at:at + 4])
        if length < 4:
            return
        yield kind & 0x7FFF, message[at + 4:at + length]
        at += length + (-length % 4)


def messages(data):
    while len(data) >= 20:
        (length,) = struct.unpack("=I", data[:4])
        if length < 20:
            return
        yield data[:length]
        data = data[length + (-length % 4):]


def ends(packet):
    """(protocol, source, its port, destination, its port) of an IP packet; ports are 0 where there are none."""
    if packet[0] >> 4 == 4:
        family, protocol, source, target, body = socket.AF_INET, packet[9], packet[12:16], packet[16:20], packet[(packet[0] & 15) * 4:]
    else:
        family, protocol, source, target, body = socket.AF_INET6, packet[6], packet[8:24], packet[24:40], packet[40:]
    ports = struct.unpack("!HH", body[:4]) if protocol in (TCP, UDP) and len(body) >= 4 else (0, 0)
    return protocol, socket.inet_ntop(family, source), ports[0], socket.inet_ntop(family, target), ports[1]


def heard(place, message, packets):
    found = dict(attributes(message))
    if 9 not in found or 10 not in found:
        return
    # The group of the process that sent it, where the packet has not left its machine yet.
    group = struct.unpack("!I", found[14])[0] if 14 in found else None
    packets.setdefault((place, found[10].rstrip(b"\0 ").decode(), group, *ends(found[9])), None)


def main():
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    sockets = {}
    for namespace in json.loads(sys.stdin.readline())["namespaces"]:
        enter(namespace["path"])
        sockets[listening(namespace["log"])] = namespace["name"]
    print("ready", flush=True)
    packets, ended = {}, False
    while True:
        readable, _, _ = select.select([*sockets] if ended else [*sockets, sys.stdin], [], [], 0 if ended else None)
        for sock in readable:
            if sock is sys.stdin:
                ended = os.read(sys.stdin.fileno(), 64) == b""
                continue
            try:
                data = sock.recv(1 << 16)
            except OSError:
                # More came than its buffer holds: what was seen before stands.
                continue
            for message in messages(data):
                heard(sockets[sock], message, packets)
        if ended and not readable:
            break
    names = ("at", "mark", "group", "protocol", "source", "sourcePort", "destination", "port")
    json.dump({"packets": [dict(zip(names, key)) for key in packets]}, sys.stdout)


main()
