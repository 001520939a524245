#!/usr/bin/env -S python3 -ISB
"""Installs what lies below root/ on this host and restarts the units that read it. Started by host_apply.py.

Idempotent, and safe to kill: all new files are staged beside their targets before the first is renamed, and what is
still to be restarted stands in the state file until it is done. Files that an earlier bundle installed and this one
does not hold are removed. Exit 0 when the host is as the bundle says. Environment, for tests only: HOST_APPLY_ROOT.
"""

from __future__ import annotations

import filecmp
import json
import os
import shutil
import stat
import subprocess
import sys
from typing import TypedDict

HOST = os.environ.get("HOST_APPLY_ROOT", "")
BUNDLE = os.path.dirname(os.path.abspath(__file__))
STATE = f"{HOST}/var/lib/isolated-openhands/apply.json"
UNIT_DIRECTORIES = ("/etc/systemd/system/", "/usr/local/lib/systemd/system/")


class Unit(TypedDict):
    unit: str
    reads: list[str]


class State(TypedDict):
    """What a run leaves to the next, written before anything is touched."""

    files: list[str]
    units: list[str]
    restart: list[str]
    reload: bool


def read_state() -> State:
    if not os.path.exists(STATE):
        return {"files": [], "units": [], "restart": [], "reload": False}
    with open(STATE) as file:
        return json.load(file)


def write_state(state: State) -> None:
    os.makedirs(os.path.dirname(STATE), exist_ok=True)
    with open(f"{STATE}.new", "w") as file:
        json.dump(state, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(f"{STATE}.new", STATE)
    directory = os.open(os.path.dirname(STATE), os.O_RDONLY)
    os.fsync(directory)
    os.close(directory)


def bundled_files() -> list[str]:
    """Absolute paths on the host, sorted."""
    top = f"{BUNDLE}/root"
    return sorted(os.path.join(at, name)[len(top) :] for at, _, names in os.walk(top) for name in names)


def differs(path: str) -> bool:
    source, target = f"{BUNDLE}/root{path}", HOST + path
    if not os.path.lexists(target):
        return True
    wanted, found = os.stat(source), os.lstat(target)
    same = (wanted.st_mode, wanted.st_uid, wanted.st_gid) == (found.st_mode, found.st_uid, found.st_gid)
    return not (same and stat.S_ISREG(found.st_mode) and filecmp.cmp(source, target, shallow=False))


def staged(path: str) -> str:
    """Hidden, and with an ending that no daemon's include pattern matches, in the same file system as the target."""
    directory, name = os.path.split(HOST + path)
    return f"{directory}/.{name}.host-apply"


def unstage(paths: list[str]) -> None:
    for path in paths:
        if os.path.lexists(staged(path)):
            os.unlink(staged(path))


def install(paths: list[str]) -> None:
    if not paths:
        return
    try:
        for path in paths:
            os.makedirs(os.path.dirname(HOST + path), exist_ok=True)
            shutil.copyfile(f"{BUNDLE}/root{path}", staged(path))
            shutil.copymode(f"{BUNDLE}/root{path}", staged(path))
        os.sync()
    except OSError:
        unstage(paths)
        raise
    for path in paths:
        os.replace(staged(path), HOST + path)
        print(f"installed {path}", flush=True)


def remove(paths: list[str]) -> None:
    for path in paths:
        if os.path.lexists(HOST + path):
            os.unlink(HOST + path)
            print(f"removed {path}", flush=True)


def systemctl(*arguments: str) -> None:
    subprocess.run(["systemctl", *arguments], check=True, stdin=subprocess.DEVNULL)
    print(f"systemctl {' '.join(arguments)}", flush=True)


def unit_exists(unit: str) -> bool:
    """A bundle that failed before its files were in place may have named units that were never there."""
    return subprocess.run(["systemctl", "cat", unit], stdin=subprocess.DEVNULL, capture_output=True).returncode == 0


def main() -> None:
    os.umask(0o022)
    with open(f"{BUNDLE}/manifest.json") as file:
        units: list[Unit] = json.load(file)["units"]
    names = [unit["unit"] for unit in units]
    files, old = bundled_files(), read_state()
    unstage(files + old["files"])

    changed = [path for path in files if differs(path)]
    gone = sorted(set(old["files"]) - set(files))
    dropped = [unit for unit in old["units"] if unit not in names]
    touched = changed + [path for path in gone if os.path.lexists(HOST + path)]
    restart = [
        unit["unit"]
        for unit in units
        if unit["unit"] in old["restart"]
        or unit["unit"] not in old["units"]
        or any(path.startswith(tuple(unit["reads"])) for path in touched)
    ]
    reload = old["reload"] or any(path.startswith(UNIT_DIRECTORIES) for path in touched)
    everything = sorted({*files, *old["files"]})
    write_state({"files": everything, "units": [*dropped, *names], "restart": restart, "reload": reload})

    for unit in dropped:
        if unit_exists(unit):
            systemctl("disable", "--now", unit)
    install(changed)
    remove(gone)
    if reload:
        systemctl("daemon-reload")
    for unit in restart:
        systemctl("enable", unit)
        systemctl("restart", unit)
    write_state({"files": files, "units": names, "restart": [], "reload": False})
    if not (touched or dropped or restart or reload):
        print("nothing to change", flush=True)


if __name__ == "__main__":
    try:
        main()
    except (OSError, ValueError, KeyError, subprocess.CalledProcessError) as error:
        sys.exit(f"apply: {error}")
