#!/usr/bin/python3 -ISB
"""The two keys of OpenHands: made once, kept on the data volume where only root reads them, never made anew.

The second one encrypts what OpenHands stores: losing it makes that unreadable. Prints nothing.
"""

from __future__ import annotations

import os
import secrets
import sys

DATA = os.environ.get("HOST_APPLY_ROOT", "") + "/var/lib/openhands/data"
KEYS = f"{DATA}/keys/openhands.env"


def main() -> int:
    if not os.path.ismount(DATA):
        print("<3>the data volume is not mounted: no key is made", flush=True)
        return 1
    if os.path.exists(KEYS):
        return 0
    os.makedirs(os.path.dirname(KEYS), mode=0o700, exist_ok=True)
    number = os.open(f"{KEYS}.new", os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with open(number, "w") as file:
        file.write(f"LOCAL_BACKEND_API_KEY={secrets.token_urlsafe(32)}\nOH_SECRET_KEY={secrets.token_urlsafe(32)}\n")
        file.flush()
        os.fsync(file.fileno())
    os.rename(f"{KEYS}.new", KEYS)
    return 0


if __name__ == "__main__":
    sys.exit(main())
