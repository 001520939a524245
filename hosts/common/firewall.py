#!/usr/bin/python3 -ISB
"""Loads this host's firewall, or only checks it: `firewall load`, `firewall check`.

A rule names a user, nft wants one that exists, and before the first packages are there some do not: such a line is left
out, which can only refuse more. When the rules cannot be loaded, a table that refuses everything but what is on the host
itself is, and the exit code is 1: whatever requires this unit stays down.
"""

from __future__ import annotations

import os
import pwd
import re
import subprocess
import sys

ROOT = os.environ.get("HOST_APPLY_ROOT", "")
RULES = f"{ROOT}/etc/isolated-openhands/firewall.nft"
# Made by `first-packages-done` once the package gateway answers.
FIRST_PACKAGES_DONE = f"{ROOT}/var/lib/isolated-openhands/first-packages-done"
TABLE = "inet isolated_openhands"
CLOSED = f"""table {TABLE}
delete table {TABLE}
table {TABLE} {{
    chain input {{
        type filter hook input priority -10; policy drop;
        iifname "lo" accept
    }}
    chain output {{
        type filter hook output priority -10; policy drop;
        oifname "lo" accept
    }}
    chain forward {{
        type filter hook forward priority -10; policy drop;
    }}
}}
"""


def rules() -> str:
    names = {user.pw_name for user in pwd.getpwall()}
    kept = []
    with open(RULES) as file:
        for line in file:
            user = re.search(r'meta skuid "([^"]*)"', line)
            if user and user[1] not in names:
                print(f"left out until there is a user {user[1]}: {line.strip()}", flush=True)
            else:
                kept.append(line)
    if "_apt" in names and not os.path.exists(FIRST_PACKAGES_DONE):
        kept.append(f'add element {TABLE} first_packages {{ "_apt" }}\n')
    return "".join(kept)


def nft(text: str, *options: str) -> int:
    return subprocess.run(["nft", *options, "-f", "-"], input=text, text=True).returncode


def main(action: str) -> int:
    if action == "check":
        return nft(rules(), "-c")
    try:
        if nft(rules()) == 0:
            return 0
    except OSError as error:
        print(error, file=sys.stderr)
    print("the rules cannot be loaded: everything is refused", file=sys.stderr)
    nft(CLOSED)
    return 1


if __name__ == "__main__":
    if sys.argv[1:] not in (["load"], ["check"]):
        sys.exit(f"usage: {sys.argv[0]} load|check")
    sys.exit(main(sys.argv[1]))
