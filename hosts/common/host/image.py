#!/usr/bin/python3 -ISB
"""Loads a container image from the release bucket: `image NAME`, as /etc/isolated-openhands/images.json names it.

`images/<role>/NAME.json` in the bucket says which archive it is. The archive must have the hash that stands there, and the
image in it the layers; tag and digest must be config's. Writes IMAGE=... for the unit that runs it. Exit 75: not staged yet.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time

ROOT = os.environ.get("HOST_APPLY_ROOT", "")
sys.path.insert(0, f"{ROOT}/usr/local/lib/isolated-openhands")
from aws import Account, NotYet, Refused
from event import event

FOLDER = f"{ROOT}/var/lib/isolated-openhands/images"
RUN = f"{ROOT}/run/isolated-openhands"


def inspect(name: str) -> dict | None:
    done = subprocess.run(["docker", "image", "inspect", name], capture_output=True, text=True)
    return json.loads(done.stdout)[0] if done.returncode == 0 else None


def checked(record: dict, wanted: dict) -> dict:
    """@raises Refused when the record is of another image than config's, or names something that is no archive of ours"""
    for field in ("repository", "tag", "digest"):
        if wanted.get(field) and record.get(field) != wanted[field]:
            raise Refused(f"{field} of the staged image is {record.get(field)!r}, config says {wanted[field]!r}")
    sha256, key = record["archive"]["sha256"], record["archive"]["key"]
    if not re.fullmatch(r"[0-9a-f]{64}", sha256) or not re.fullmatch(rf"images/[a-z]+/{sha256}\.tar\.gz", key):
        raise Refused(f"{key} is no archive under its own hash")
    return record


def loaded(record: dict) -> str | None:
    """The image's id when it is here and has the recorded layers."""
    image = inspect(record["name"])
    return image["Id"] if image and image["RootFS"]["Layers"] == record["layers"] else None


def load(account: Account, record: dict) -> str:
    os.makedirs(FOLDER, exist_ok=True)
    sha256, key = record["archive"]["sha256"], record["archive"]["key"]
    archive = f"{FOLDER}/{sha256}.tar.gz"
    if not os.path.exists(archive):
        print(f"fetching {key} ({record['archive']['bytes'] >> 20} MB)", flush=True)
        account.download(key, sha256, archive)
    subprocess.run(["docker", "load", "--quiet", "--input", archive], check=True)
    identifier = loaded(record)
    if identifier is None:
        raise Refused(f"{key} does not hold {record['name']} with the layers that were recorded")
    os.unlink(archive)
    return identifier


def main(name: str) -> int:
    with open(f"{ROOT}/etc/isolated-openhands/images.json") as file:
        wanted = json.load(file)[name]
    account, wait = Account(), 2.0
    while True:
        try:
            record = checked(json.loads(account.read(wanted["record"])), wanted)
            identifier = loaded(record) or load(account, record)
            os.makedirs(RUN, exist_ok=True)
            with open(f"{RUN}/{name}.env", "w") as file:
                file.write(f"IMAGE={identifier}\n")
            print(f"{record['name']} is {identifier}", flush=True)
            return 0
        except NotYet as why:
            print(f"<5>image {name} is not there yet: {why}; looking again in {wait:.0f} s", flush=True)
            time.sleep(wait)
            wait = min(wait * 2, 60)
        except (Refused, ValueError, KeyError, TypeError, subprocess.CalledProcessError) as why:
            event("image-refused", 3, image=name, why=str(why))
            return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
