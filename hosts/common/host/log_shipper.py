#!/usr/bin/python3 -ISB
"""Sends the journal and the listed files to CloudWatch Logs. What was sent is remembered after AWS has taken it.

So nothing is lost over a restart or while AWS is away, and a batch whose answer was lost is sent twice. Nothing is kept in
memory but one batch: what waits, waits in the journal and the files, whose sizes are bounded. An event larger than AWS
takes is cut; one that is too old for AWS is counted and left.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from typing import Callable, Iterator, NamedTuple

ROOT = os.environ.get("HOST_APPLY_ROOT", "")
sys.path.insert(0, f"{ROOT}/usr/local/lib/isolated-openhands")
from aws import Account, NotYet, Refused

# AWS: service quotas of CloudWatch Logs, PutLogEvents. Each event counts 26 bytes more than its text.
BATCH_BYTES, BATCH_EVENTS, EVENT_BYTES, OVERHEAD = 1_000_000, 10_000, 250_000, 26
SPAN_MS, OLDEST_MS = 23 * 3600 * 1000, 13 * 24 * 3600 * 1000
EVERY = float(os.environ.get("LOG_SHIPPER_EVERY", "5"))
LONGEST_WAIT = 60


class Entry(NamedTuple):
    timestamp: int
    message: str
    position: object


def text_of(entry: dict) -> str:
    """One JSON object: an event of ours with the unit's name, or the line with its unit and priority."""
    message = entry.get("MESSAGE", "")
    if isinstance(message, list):
        message = bytes(message).decode("utf-8", "replace")
    unit = entry.get("_SYSTEMD_UNIT") or entry.get("SYSLOG_IDENTIFIER") or "kernel"
    try:
        found = json.loads(message or "")
    except (ValueError, RecursionError):
        found = None
    if isinstance(found, dict):
        return json.dumps({**found, "unit": unit})
    return json.dumps({"unit": unit, "priority": int(entry.get("PRIORITY") or 6), "message": message or ""})


def journal(position: object) -> Iterator[Entry]:
    after = ["--after-cursor", str(position)] if position else []
    command = ["journalctl", "--output=json", "--no-pager", "--quiet", *after]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as reader:
        try:
            for line in reader.stdout or ():
                entry = json.loads(line)
                yield Entry(int(entry["__REALTIME_TIMESTAMP"]) // 1000, text_of(entry), entry["__CURSOR"])
        finally:
            reader.send_signal(signal.SIGTERM)


def lines(path: str, position: object) -> Iterator[Entry]:
    """Whole lines of a file, also of the one that it was before a rotation (PATH.1)."""
    inode, offset = position if isinstance(position, (list, tuple)) else (None, 0)
    for name in (f"{path}.1", path):
        try:
            file = open(name, "rb")
        except FileNotFoundError:
            continue
        with file:
            found = os.fstat(file.fileno())
            if name != path and found.st_ino != inode:
                continue
            start = offset if found.st_ino == inode and offset <= found.st_size else 0
            file.seek(start)
            for line in file:
                if not line.endswith(b"\n"):
                    break
                start += len(line)
                yield Entry(int(time.time() * 1000), line[:-1].decode("utf-8", "replace"), [found.st_ino, start])


def batch(entries: Iterator[Entry]) -> tuple[list[dict], object, int]:
    """As much as one request may hold: the events, the position after the last of them, and how many were too old."""
    events: list[dict] = []
    position, size, old, now = None, 0, 0, time.time() * 1000
    for timestamp, message, after in entries:
        data = message.encode()[:EVENT_BYTES]
        size += len(data) + OVERHEAD
        far = events and abs(timestamp - events[0]["timestamp"]) > SPAN_MS
        if size > BATCH_BYTES or len(events) >= BATCH_EVENTS or far:
            break
        position = after
        if timestamp < now - OLDEST_MS:
            old += 1
        else:
            events.append({"timestamp": timestamp, "message": data.decode("utf-8", "ignore") or " "})
    return sorted(events, key=lambda event: event["timestamp"]), position, old


class Shipper:
    def __init__(self, settings: dict, account: Account):
        self.group, self.account = settings["group"], account
        self.state = settings["state"]
        self.sources: dict[str, Callable[[object], Iterator[Entry]]] = {"journal": journal}
        for stream, path in settings["files"].items():
            self.sources[stream] = lambda position, path=path: lines(ROOT + path, position)
        self.positions = json.load(open(self.state)) if os.path.exists(self.state) else {}

    def remember(self) -> None:
        with open(f"{self.state}.new", "w") as file:
            json.dump(self.positions, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(f"{self.state}.new", self.state)

    def call(self, action: str, body: dict) -> None:
        self.account.call("logs", f"Logs_20140328.{action}", {"logGroupName": self.group, **body})

    def put(self, stream: str, events: list[dict]) -> None:
        try:
            self.call("PutLogEvents", {"logStreamName": stream, "logEvents": events})
        except NotYet as why:
            if "ResourceNotFoundException" not in str(why):
                raise
            self.call("CreateLogStream", {"logStreamName": stream})
            self.call("PutLogEvents", {"logStreamName": stream, "logEvents": events})

    def once(self) -> bool:
        """Sends one batch of each source. True when there may be more."""
        more = False
        for stream, source in self.sources.items():
            events, position, old = batch(source(self.positions.get(stream)))
            if old:
                print(f"<4>{old} events of {stream} are too old for AWS and were left", flush=True)
            if events:
                self.put(stream, events)
            if position is not None:
                self.positions[stream] = position
                self.remember()
            more = more or len(events) > 1000
        return more


def main() -> int:
    with open(f"{ROOT}/etc/isolated-openhands/log-shipper.json") as file:
        shipper = Shipper(json.load(file), Account())
    wait = EVERY
    while True:
        try:
            wait = 0.1 if shipper.once() else EVERY
        except (NotYet, Refused) as why:
            wait = min(max(wait, 1) * 2, LONGEST_WAIT)
            print(f"<4>logs wait: {why}; again in {wait:.0f} s", flush=True)
        time.sleep(wait)


if __name__ == "__main__":
    sys.exit(main())
