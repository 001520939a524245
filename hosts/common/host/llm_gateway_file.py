#!/usr/bin/python3 -ISB
"""Writes the LLM gateway's FILE: what the bundle says of it, and the certificates of the agent's host.

`llm_gateway_file OUT`. The pins are those that `certificates` keeps: the current one, and the one before for its ten
minutes, under one name, so that no call is cut when the agent's host has a new one. Until there is one, the pin is our own
certificate, which nobody else can show. Run as root, before each start and each reload of a part of the gateway.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import ssl
import sys

ROOT = os.environ.get("HOST_APPLY_ROOT", "")
POLICY = f"{ROOT}/etc/isolated-openhands/llm-gateway.json"
CLIENT = "agent"
PINS = f"{ROOT}/var/lib/isolated-openhands/pins/{CLIENT}.pem"
CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.S)


def main(out: str) -> None:
    with open(POLICY) as file:
        policy = json.load(file)
    with open(PINS) as file:
        pinned = CERTIFICATE.findall(file.read())
    sums = [hashlib.sha256(ssl.PEM_cert_to_DER_cert(one)).hexdigest() for one in pinned]
    policy["clients"] = [{"name": CLIENT, "certSha256": one} for one in dict.fromkeys(sums)]
    # The unit that this is run for has a mask of its own.
    os.umask(0o022)
    os.makedirs(os.path.dirname(out), exist_ok=True)
    # Several parts start at once, each with a run of this program.
    new = f"{out}.{os.getpid()}"
    with open(new, "w") as file:
        json.dump(policy, file, indent=4)
    os.replace(new, out)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(f"usage: {sys.argv[0]} OUT")
    main(sys.argv[1])
