"""Sends packets between network namespaces and says what became of each.

Reads {namespaces, sniffed, reporting, echoing, listening, probes, replies, seconds} as JSON, writes a JSON object by the probe's id.

A socket stays in the namespace in which it was made, so one process has sockets in all of them. Each probe is one packet with a
number of its own: the sequence number of a SYN, or the payload of a datagram or an echo request. No gateway changes these, so the
packet is known wherever it is seen: on the cables of a namespace (packet sockets), and where a ruleset drops it (log group 1, with the
name of what dropped it). Each probe ends in one of these two, so nothing rests on a time-out: `seconds` only says when to give up.
Where a SYN was answered, a whole session follows, by the kernel's own TCP.
"""
import concurrent.futures, ctypes, json, resource, select, socket, struct, sys, time

MAGIC = b"tw1n"
CLONE_NEWNET = 0x40000000
TCP, UDP, ICMP, ICMP6 = 6, 17, 1, 58
NETFILTER, SO_RCVBUFFORCE, PACKET_OUTGOING = 12, 33, 4
libc = ctypes.CDLL(None, use_errno=True)


def enter(path):
    with open(path) as own:
        if libc.setns(own.fileno(), CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), f"setns {path}")


def roomy(sock):
    sock.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 32 << 20)
    sock.setblocking(False)
    return sock


# --- packets -------------------------------------------------------------------------------------------------------------------


def checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    total = (total >> 16) + (total & 0xFFFF)
    return ~(total + (total >> 16)) & 0xFFFF


def packed(address):
    return socket.inet_pton(socket.AF_INET6 if ":" in address else socket.AF_INET, address)


def packet(probe):
    """One packet with its headers. The kernel fills in the identification and the checksum of IPv4's own header."""
    source, target, number = packed(probe["source"]), packed(probe["destination"]), probe["id"]
    protocol, v6 = probe["protocol"], len(packed(probe["source"])) == 16
    if protocol == TCP:
        body = struct.pack("!HHIIBBHHH", probe["sourcePort"], probe["port"], number, 0, 5 << 4, 2, 64240, 0, 0)
        place = 16
    elif protocol == UDP:
        body = struct.pack("!HHHH4sI", probe["sourcePort"], probe["port"], 16, 0, MAGIC, number)
        place = 6
    else:
        body = struct.pack("!BBHHH4sI", 128 if v6 else 8, 0, 0, number & 0xFFFF, 1, MAGIC, number)
        place = 2
    pseudo = b"" if protocol == ICMP else source + target + struct.pack("!II", len(body), protocol)
    body = body[:place] + struct.pack("!H", checksum(pseudo + body)) + body[place + 2:]
    if v6:
        return struct.pack("!IHBB16s16s", 6 << 28, len(body), protocol, 64, source, target) + body
    return struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(body), 0, 0, 64, protocol, 0, source, target) + body


def source_of(data):
    return socket.inet_ntop(socket.AF_INET, data[12:16]) if data[0] >> 4 == 4 else socket.inet_ntop(socket.AF_INET6, data[8:24])


def known(data):
    """(number, is it the reply) of a packet that a probe made; None for every other packet."""
    if len(data) < 28:
        return None
    if data[0] >> 4 == 4:
        protocol, body = data[9], data[(data[0] & 15) * 4:]
    elif data[0] >> 4 == 6:
        protocol, body = data[6], data[40:]
    else:
        return None
    if protocol == TCP and len(body) >= 20:
        sequence, acknowledged, flags = struct.unpack("!II", body[4:12]) + (body[13],)
        # An answer, a refusal too, acknowledges the number after the SYN's. What follows an answer begins there.
        if flags & 0x3F == 2:
            return sequence, False
        return ((acknowledged - 1) & 0xFFFFFFFF, True) if flags & 0x10 and flags & 6 else None
    if protocol == UDP and len(body) >= 16 and body[8:12] in (MAGIC, MAGIC[::-1]):
        return struct.unpack("!I", body[12:16])[0], body[8:12] != MAGIC
    if protocol in (ICMP, ICMP6) and len(body) >= 16 and body[8:12] == MAGIC and body[0] in (0, 8, 128, 129):
        return struct.unpack("!I", body[12:16])[0], body[0] in (0, 129)
    return None


# --- what rulesets report --------------------------------------------------------------------------------------------------------


def reports():
    """A netlink socket bound to log group 1 of the namespace that this process is in; packets come with the name of what dropped them."""
    sock = roomy(socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETFILTER))
    sock.bind((0, 0))
    for kind, value in ((1, b"\x01"), (2, struct.pack("!IBB", 128, 2, 0))):
        attribute = struct.pack("=HH", 4 + len(value), kind) + value
        attribute += b"\0" * (-len(attribute) % 4)
        body = struct.pack("!BBH", 0, 0, 1) + attribute
        sock.send(struct.pack("=IHHII", 16 + len(body), 4 << 8 | 1, 5, 0, 0) + body)
        select.select([sock], [], [], 5)
        error = struct.unpack("=i", sock.recv(4096)[16:20])[0]
        if error:
            raise OSError(-error, "log group 1")
    return sock


def report(data):
    """(name, packet) of one message."""
    name, payload, at = None, None, 20
    while at + 4 <= len(data):
        length, kind = struct.unpack("=HH", data[at:at + 4])
        if length < 4:
            break
        value = data[at + 4:at + length]
        if kind & 0x7FFF == 10:
            name = value.rstrip(b"\0").decode()
        elif kind & 0x7FFF == 9:
            payload = value
        at += length + (-length % 4)
    return name, payload


def forget():
    """Forgets every connection that the namespace tracks."""
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETFILTER) as sock:
        sock.send(struct.pack("=IHHIIBBH", 20, 1 << 8 | 2, 5, 0, 0, 0, 0, 0))
        sock.recv(4096)


# --- sessions --------------------------------------------------------------------------------------------------------------------


def client(probe):
    v6 = ":" in probe["source"]
    sock = socket.socket(socket.AF_INET6 if v6 else socket.AF_INET, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # Closed by a reset: nothing waits for a port to be free again.
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.settimeout(20)
    sock.bind((probe["source"], probe["sourcePort"]))
    return sock


def session(sock, probe):
    """(probe, the name of the namespace that answered what it was told, or what went wrong)."""
    with sock:
        try:
            sock.connect((probe["destination"], probe["port"]))
            sock.sendall(str(probe["id"]).encode())
            name, _, told = sock.recv(256).decode().partition(" ")
            return probe, name if told == str(probe["id"]) else f"{name} was told {told}"
        except OSError as error:
            return probe, str(error)


# --- the run -------------------------------------------------------------------------------------------------------------------


class Run:
    def __init__(self, asked):
        self.asked = asked
        self.readers = {}
        self.senders = {}
        self.fates = {probe["id"]: {"seen": set(), "back": set()} for probe in asked["probes"]}
        self.asked_of = {probe["id"]: probe["destination"] for probe in asked["probes"]}
        self.poll = select.epoll()
        for name, path in asked["namespaces"].items():
            enter(path)
            forget()
            self.senders[name] = self.raw()
            if name in asked["sniffed"]:
                self.read(roomy(socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(3))), self.sniff(name))
            if name in asked["reporting"]:
                self.read(reports(), self.hear)
            for port in asked["echoing"]:
                self.echo(port)

    def raw(self):
        own = {4: socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)}
        own[6] = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_RAW)
        return own

    def echo(self, port):
        for family, anywhere in ((socket.AF_INET, "0.0.0.0"), (socket.AF_INET6, "::")):
            sock = socket.socket(family, socket.SOCK_DGRAM)
            # The reply must come from the address that was asked.
            if family == socket.AF_INET6:
                sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                sock.setsockopt(socket.IPPROTO_IPV6, 49, 1)
            else:
                sock.setsockopt(socket.IPPROTO_IP, 8, 1)
            sock.bind((anywhere, port))
            self.read(roomy(sock), self.turn)

    def read(self, sock, handle):
        self.readers[sock.fileno()] = (sock, handle)
        self.poll.register(sock.fileno(), select.EPOLLIN)

    def turn(self, sock):
        data, control, _, sender = sock.recvmsg(64, 256)
        if data[:4] == MAGIC:
            sock.sendmsg([MAGIC[::-1] + data[4:]], control, 0, sender)

    def sniff(self, name):
        def handle(sock):
            data, (device, _, kind, *_) = sock.recvfrom(128)
            found = known(data)
            if found and found[0] in self.fates:
                mark = f"{name}{'>' if kind == PACKET_OUTGOING else '<'}{device}"
                self.fates[found[0]]["back" if found[1] else "seen"].add(mark)
                # An answer is one only when it comes from whom was asked.
                if found[1] and source_of(data) == self.asked_of[found[0]]:
                    self.fates[found[0]]["back"].add(f"{mark}=")
        return handle

    def hear(self, sock):
        name, payload = report(sock.recv(4096))
        found = payload and known(payload)
        if found and found[0] in self.fates:
            self.fates[found[0]]["back" if found[1] else "seen"].add("!" + name)

    def drain(self, seconds):
        for fileno, _ in self.poll.poll(seconds, 256):
            sock, handle = self.readers[fileno]
            try:
                while True:
                    handle(sock)
            except BlockingIOError:
                pass

    def arrived(self, probe):
        return bool(set(probe["arrives"]) & self.fates[probe["id"]]["seen"])

    def ended(self, probe):
        """A probe has ended when it was dropped, or has arrived and its reply was dropped or has come back."""
        fate = self.fates[probe["id"]]
        dropped = lambda marks: any(mark[0] == "!" and mark != "!arrived" for mark in marks)
        if dropped(fate["seen"]):
            return True
        if not self.arrived(probe):
            return False
        return not self.asked["replies"] or dropped(fate["back"]) or bool(set(probe["returns"]) & fate["back"])

    def send(self, probes):
        for i, probe in enumerate(probes):
            v6 = ":" in probe["source"]
            try:
                self.senders[probe["namespace"]][6 if v6 else 4].sendto(packet(probe), (probe["destination"], 0))
            except OSError as error:
                self.fates[probe["id"]]["seen"].add(f"?{error.strerror}")
            if i % 32 == 31:
                self.drain(0)

    def go(self):
        waiting = list(self.asked["probes"])
        end = time.monotonic() + self.asked["seconds"]
        tries, pause = 0, 1.0
        while waiting and time.monotonic() < end:
            self.send(waiting)
            # Sent again, more and more slowly, while it is not known what became of it: a packet may be lost in a full queue.
            until = min(end, time.monotonic() + pause)
            while waiting and time.monotonic() < until:
                self.drain(0.02)
                waiting = [probe for probe in waiting if not self.ended(probe)]
            tries, pause = tries + 1, pause * 2
            # A reply that goes astray is dropped by nobody: three that do are enough.
            if tries == 3:
                waiting = [probe for probe in waiting if not self.arrived(probe)]
        if self.asked["replies"]:
            self.sessions()
        return {str(number): fate | {way: sorted(fate[way]) for way in ("seen", "back")} for number, fate in self.fates.items()}

    # --- whole sessions ---

    def sessions(self):
        wanted = [p for p in self.asked["probes"] if p.get("session") and set(p["returns"]) & self.fates[p["id"]]["back"]]
        by_place = {}
        for probe in wanted:
            by_place.setdefault(probe["namespace"], []).append(probe)
        for name, path in self.asked["namespaces"].items():
            enter(path)
            for port in self.asked["listening"]:
                self.listen(name, port)
        with concurrent.futures.ThreadPoolExecutor(32) as pool:
            running = []
            for name, probes in by_place.items():
                enter(self.asked["namespaces"][name])
                # A socket stays where it was made, whoever uses it.
                running += [pool.submit(session, client(probe), probe) for probe in probes]
            while not all(future.done() for future in running):
                self.drain(0.02)
        for probe, said in (future.result() for future in running):
            self.fates[probe["id"]]["session"] = said

    def listen(self, name, port):
        for family, anywhere in ((socket.AF_INET, "0.0.0.0"), (socket.AF_INET6, "::")):
            sock = socket.socket(family, socket.SOCK_STREAM)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            sock.bind((anywhere, port))
            sock.listen(1024)
            sock.setblocking(False)
            self.read(sock, lambda own: self.accept(name, own))

    def accept(self, name, sock):
        connection, _ = sock.accept()
        connection.setblocking(False)
        self.read(connection, lambda own: self.answer(name, own))

    def answer(self, name, connection):
        """Says who it is, and what it was told."""
        try:
            data = connection.recv(64)
        except ConnectionError:
            data = b""
        if data:
            connection.sendall(name.encode() + b" " + data)
        else:
            self.poll.unregister(connection.fileno())
            del self.readers[connection.fileno()]
            connection.close()
            raise BlockingIOError


if __name__ == "__main__":
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    json.dump(Run(json.load(sys.stdin)).go(), sys.stdout)
