#!/usr/bin/python3 -ISB
"""Ends the time in which `_apt` of the web proxy may ask the mirror itself: once this host's package gateway answers.

`first_packages URL`, a file that every mirror has. Exit 75 while it does not answer; then nothing changes, and the unit
tries again. What it makes is looked at by the firewall when its rules are loaded, here and after each boot.
"""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.request

ROOT = os.environ.get("HOST_APPLY_ROOT", "")
sys.path.insert(0, f"{ROOT}/usr/local/lib/isolated-openhands")
from event import event

DONE = f"{ROOT}/var/lib/isolated-openhands/first-packages-done"


def main(url: str) -> int:
    # Nothing of the environment decides where this goes.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=60) as answer:
            answer.read(1)
    except OSError as why:
        print(f"<5>the package gateway does not answer yet: {why}", flush=True)
        return 75
    with open(DONE, "w") as file:
        os.fsync(file.fileno())
    subprocess.run(["systemctl", "reload", "isolated-openhands-firewall.service"], check=True)
    event("first-packages-done", 6)
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(f"usage: {sys.argv[0]} URL")
    sys.exit(main(sys.argv[1]))
