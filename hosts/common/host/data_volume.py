#!/usr/bin/python3 -ISB
"""Finds the data volume by its id, makes a file system on it only when it is blank, and mounts it twice.

`data_volume mount [VOLUME_ID]`. Without an id it is the one EBS volume that the host does not run from. The host's own
mount executes nothing, follows no link and knows no device: whatever lies there was written by the agent. The container's
is a second mount of the device in a folder that root alone may enter, where the agent may run its programs.
"""

from __future__ import annotations

import os
import subprocess
import sys

ROOT = os.environ.get("HOST_APPLY_ROOT", "")
BY_ID = f"{ROOT}/dev/disk/by-id"
PREFIX = "nvme-Amazon_Elastic_Block_Store_"
BASE = f"{ROOT}/var/lib/openhands"
MOUNTS = {f"{BASE}/data": "noexec,nosuid,nodev,nosymfollow", f"{BASE}/container": "nosuid,nodev"}
BLANK_BYTES = 8 << 20


class Refused(Exception):
    """The volume is not there, not the only one, or not ours to format."""


def output(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def running_from() -> set[str]:
    """The disks below the root file system."""
    source = output("findmnt", "--noheadings", "--output", "SOURCE", "/")
    if not source.startswith("/dev/"):
        return set()
    parents = output("lsblk", "--noheadings", "--inverse", "--paths", "--output", "NAME", source).split()
    return {os.path.realpath(parent.lstrip("`-─└├ ")) for parent in parents}


def device(volume: str | None) -> str:
    names = sorted(os.listdir(BY_ID)) if os.path.isdir(BY_ID) else []
    disks = [name for name in names if name.startswith(PREFIX) and "-part" not in name and "_" not in name[len(PREFIX) :]]
    if volume:
        wanted = PREFIX + volume.replace("-", "")
        if wanted not in disks:
            raise Refused(f"volume {volume} is not attached; attached are {', '.join(disks) or 'none'}")
        return os.path.realpath(f"{BY_ID}/{wanted}")
    own = running_from()
    others = sorted({os.path.realpath(f"{BY_ID}/{name}") for name in disks} - own)
    if len(others) != 1:
        raise Refused(f"one data volume is expected beside the root volume, there are {len(others)}")
    return others[0]


def is_blank(path: str) -> bool:
    """No signature that blkid knows, and nothing but zeros at its beginning."""
    probe = subprocess.run(["blkid", "--probe", path], capture_output=True, text=True)
    if probe.returncode == 0 or probe.stdout.strip():
        return False
    with open(path, "rb") as disk:
        return disk.read(BLANK_BYTES).count(0) == min(BLANK_BYTES, disk.seek(0, os.SEEK_END))


def make_file_system(path: str) -> None:
    kind = subprocess.run(["blkid", "--probe", "--match-tag", "TYPE", "--output", "value", path], capture_output=True, text=True)
    if kind.stdout.strip() == "ext4":
        return
    if not is_blank(path):
        raise Refused(f"{path} is neither ext4 nor blank ({kind.stdout.strip() or 'unknown content'}); it is left as it is")
    subprocess.run(["mkfs.ext4", "-q", "-L", "openhands-data", path], check=True)
    print(f"made a file system on {path}, which was blank", flush=True)


def mount(path: str) -> None:
    for target, options in MOUNTS.items():
        os.makedirs(target, exist_ok=True)
        if not os.path.ismount(target):
            subprocess.run(["mount", "-t", "ext4", "-o", options, path, target], check=True)
    # The second mount shares the first one's super block; these bits are the mount's own.
    for target, options in MOUNTS.items():
        subprocess.run(["mount", "-o", f"remount,bind,{options}", target], check=True)
    os.chmod(f"{BASE}/container", 0o755)
    os.chmod(BASE, 0o700)
    for name in ("state", "projects"):
        folder = f"{BASE}/data/{name}"
        if not os.path.isdir(folder):
            os.mkdir(folder)
            os.chown(folder, 10001, 10001)


def main(arguments: list[str]) -> int:
    if arguments[:1] != ["mount"] or len(arguments) > 2:
        print(f"usage: {sys.argv[0]} mount [VOLUME_ID]", file=sys.stderr)
        return 2
    try:
        path = device(arguments[1] if len(arguments) == 2 else None)
        make_file_system(path)
        mount(path)
        return 0
    except (Refused, OSError, subprocess.CalledProcessError) as why:
        print(f"<3>data volume: {why}", flush=True)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
