#!/usr/bin/python3 -ISB
"""Writes the label verifier's API token, a SecureString that an operator may have made, to a file of root's in tmpfs.

No such parameter: the file is empty, and the API is open to whom the load balancer lets in. Any other answer is no answer: the
service does not start without this file. Exit 75: AWS does not answer yet.
"""

from __future__ import annotations

import json
import os
import re
import sys

ROOT = os.environ.get("HOST_APPLY_ROOT", "")
sys.path.insert(0, f"{ROOT}/usr/local/lib/isolated-openhands")
from aws import Account, NotYet

RUN = f"{ROOT}/run/isolated-openhands"


def token(parameter: str) -> str | None:
    try:
        body = {"Name": parameter, "WithDecryption": True}
        return Account().call("ssm", "AmazonSSM.GetParameter", body)["Parameter"]["Value"]
    except NotYet as why:
        if re.search(r"HTTP 400 ParameterNotFound$", str(why)):
            return None
        raise


def main() -> int:
    with open(f"{ROOT}/etc/isolated-openhands/verifier-token.json") as file:
        parameter = json.load(file)["parameter"]
    try:
        found = token(parameter)
    except (NotYet, KeyError) as why:
        print(f"<4>the token is not known yet: {why}", flush=True)
        return 75
    if found is not None and not re.fullmatch(r"[\x21-\x7e]{16,4096}", found):
        print(f"<3>{parameter} is no token: write 16 printable characters or more, without spaces", flush=True)
        return 1
    os.makedirs(RUN, exist_ok=True)
    path = f"{RUN}/verifier-token.env"
    with open(os.open(f"{path}.new", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write("" if found is None else f"VERIFIER_TOKEN={found}\n")
    os.replace(f"{path}.new", path)
    print(f"{parameter}: {'there is no token, the API is open' if found is None else 'the API asks for the token'}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
