"""Packages, users, and the daemons' own checkers, which see the new files before anything else does."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from typing import Callable

from files import HOST, touches

USERS = "/etc/sysusers.d/isolated-openhands.conf"
# The edge fetches its first packages straight from the mirror, until its own package gateway answers.
FIRST_SOURCES = f"{HOST}/etc/isolated-openhands/first-packages.sources"
FIRST_DONE = f"{HOST}/var/lib/isolated-openhands/first-packages-done"
POLICY = f"{HOST}/usr/sbin/policy-rc.d"


def run(command: list[str], what: str, **environment: str) -> None:
    """@raises OSError with the end of what the program said"""
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env={**os.environ, **environment},
    )
    if done.returncode != 0:
        raise OSError(f"{what} says no ({done.returncode}): {done.stdout.strip()[-2000:]}")


def missing_packages(wanted: list[str]) -> list[str]:
    if not wanted:
        return []
    query = ["dpkg-query", "--show", "--showformat=${db:Status-Abbrev}${Package}\n", *wanted]
    shown = subprocess.run(query, stdin=subprocess.DEVNULL, capture_output=True, text=True).stdout
    there = {line[3:] for line in shown.splitlines() if line.startswith("ii ")}
    return [name for name in wanted if name not in there]


def install_packages(names: list[str]) -> None:
    """Nothing that a package brings is started before our files are there: a daemon's default files are not ours."""
    quiet = {"DEBIAN_FRONTEND": "noninteractive", "NEEDRESTART_SUSPEND": "1"}
    with open(POLICY, "w") as file:
        file.write("#!/bin/sh\nexit 101\n")
        os.fchmod(file.fileno(), 0o755)
    try:
        run(["dpkg", "--configure", "-a"], "dpkg --configure -a", **quiet)
        lock = ["-oDPkg::Lock::Timeout=300", *first_sources()]
        run(["apt-get", "update", "-qq", *lock, "-oAPT::Update::Error-Mode=any"], "apt-get update", **quiet)
        keep = ["-oDpkg::Options::=--force-confold", "-oDpkg::Options::=--force-confdef"]
        run(["apt-get", "install", "-qq", "-y", "--no-install-recommends", *lock, *keep, *names], "apt-get install", **quiet)
    finally:
        os.unlink(POLICY)
    print(f"installed packages {' '.join(names)}", flush=True)


def first_sources() -> list[str]:
    if os.path.exists(FIRST_DONE) or not os.path.exists(FIRST_SOURCES):
        return []
    return [f"-oDir::Etc::sourcelist={FIRST_SOURCES}", "-oDir::Etc::sourceparts=-"]


def make_users(bundle: str, announce: Callable[[], None]) -> bool:
    """True when there are users now that were not there before. nginx and nft want theirs before they look at a file."""
    source = f"{bundle}/root{USERS}"
    if not os.path.exists(source):
        return False
    with open(source) as file:
        wanted = [line.split()[1] for line in file if line.startswith("u ")]
    names = {user.pw_name for user in pwd.getpwall()}
    if not [name for name in wanted if name not in names] and same(source, HOST + USERS):
        return False
    announce()
    run(["systemd-sysusers", source], "systemd-sysusers")
    return True


def same(one: str, other: str) -> bool:
    return os.path.exists(other) and open(one, "rb").read() == open(other, "rb").read()


def check(bundle: str, checks: list[dict], touched: list[str], gone: list[str]) -> None:
    """Runs the checks that a change concerns in a mount namespace where the host's folders already look as they will."""
    concerned = [one for one in checks if touches(tuple(one["reads"]), touched)]
    if not concerned:
        return
    removed = tempfile.mkdtemp(prefix="host-apply-")
    try:
        mounts = overlays(f"{bundle}/root", removed, gone)
        for one in concerned:
            command = ["unshare", "--mount", "--propagation=private", "sh", "-ec", f'{mounts}exec "$@"', "check"]
            run([*command, *one["command"]], one["name"])
            print(f"checked by {one['name']}", flush=True)
    finally:
        shutil.rmtree(removed)


def overlays(top: str, removed: str, gone: list[str]) -> str:
    """Shell commands that lay the bundle's folders over the host's. What will be removed is a whiteout: a device 0/0."""
    for path in gone:
        os.makedirs(os.path.dirname(removed + path), exist_ok=True)
        os.mknod(removed + path, 0o020000, 0)
    folders = sorted({folder_of(path) for path in walk(top) + gone})
    commands = []
    for folder in folders:
        os.makedirs(HOST + folder, exist_ok=True)
        layers = ":".join(at for at in (removed + folder, top + folder, HOST + folder) if os.path.isdir(at))
        commands.append(f"mount -t overlay overlay -o 'lowerdir={layers}' '{HOST}{folder}'\n")
    return "".join(commands)


def folder_of(path: str) -> str:
    """/etc as a whole; of other trees the second level, since checkers write logs and pid files there."""
    parts = path.split("/")
    return "/etc" if parts[1] == "etc" else "/".join(parts[:3])


def walk(top: str) -> list[str]:
    return [os.path.join(at, name)[len(top) :] for at, _, names in os.walk(top) for name in names]
