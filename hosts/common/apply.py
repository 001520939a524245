#!/usr/bin/env -S python3 -ISB
"""Makes this host what its bundle says: packages, users, files below root/, units. Started by host_apply.py.

In this order: what is early (firewall, where packages come from), packages, users, everything else. New files are checked
by their daemons' own checkers before they replace old ones, and old ones come back when a unit does not come up.
Idempotent, and safe to kill: what is still to be done stands in the state file until it is done. Files that an earlier
bundle installed and this one does not hold are removed. Exit 0 when the host is as the bundle says.
Environment, for tests only: HOST_APPLY_ROOT goes before every path, HOST_APPLY_SETTLE is seconds that units may take to fail.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from typing import TypedDict

BUNDLE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, f"{BUNDLE}/lib")
import files
import programs
from files import HOST, touches

STATE = f"{HOST}/var/lib/isolated-openhands/apply.json"
UNIT_DIRECTORIES = ("/etc/systemd/system/", "/usr/local/lib/systemd/system/")
SETTLE = float(os.environ.get("HOST_APPLY_SETTLE", "3"))


class State(TypedDict):
    """What a run leaves to the next, written before anything is touched."""

    files: list[str]
    units: list[str]
    restart: list[str]
    reload: bool
    step: str


def read_state() -> State:
    empty: State = {"files": [], "units": [], "restart": [], "reload": False, "step": "nothing yet"}
    if not os.path.exists(STATE):
        return empty
    with open(STATE) as file:
        return {**empty, **json.load(file)}


def write_state(state: State) -> None:
    os.makedirs(os.path.dirname(STATE), exist_ok=True)
    files.write_whole(STATE, json.dumps(state))


def systemctl(*arguments: str) -> None:
    subprocess.run(["systemctl", *arguments], check=True, stdin=subprocess.DEVNULL)
    print(f"systemctl {' '.join(arguments)}", flush=True)


def unit_exists(unit: str) -> bool:
    """A bundle that failed before its files were in place may have named units that were never there."""
    return subprocess.run(["systemctl", "cat", unit], stdin=subprocess.DEVNULL, capture_output=True).returncode == 0


class Apply:
    def __init__(self, manifest: dict, old: State):
        self.manifest, self.old = manifest, old
        self.units = {unit["unit"]: unit for unit in manifest["units"]}
        self.files, gone = files.bundled(), set(old["files"])
        self.gone = sorted(gone - set(self.files))
        self.dropped = [unit for unit in old["units"] if unit not in self.units]
        self.restart = [unit for unit in old["restart"] if unit in self.units]
        self.reload, self.news = old["reload"], False

    def step(self, text: str) -> None:
        everything = sorted({*self.files, *self.old["files"]})
        units = [*self.dropped, *self.units]
        self.news = True
        write_state({"files": everything, "units": units, "restart": self.restart, "reload": self.reload, "step": text})

    def run(self) -> None:
        files.unstage(self.files + self.old["files"])
        early = set(self.manifest.get("early", []))
        self.phase("early", [path for path in self.files if path in early], [], [u for u in self.units if u in early])
        newcomers = self.packages_and_users()
        late = [unit for unit in self.units if unit not in early]
        readers = [name for name, unit in self.units.items() if newcomers and unit.get("readsUsers")]
        self.phase("main", [path for path in self.files if path not in early], self.gone, late, readers)
        write_state(
            {"files": self.files, "units": list(self.units), "restart": [], "reload": False, "step": "all is applied"}
        )
        if not self.news:
            print("nothing to change", flush=True)

    def packages_and_users(self) -> bool:
        """True when there are packages or users that were not there before."""
        missing = programs.missing_packages(self.manifest.get("packages", []))
        if missing:
            self.step(f"installing packages: {' '.join(missing)}")
            programs.install_packages(missing)
        return programs.make_users(BUNDLE, lambda: self.step("making users")) or missing != []

    def phase(self, name: str, paths: list[str], gone: list[str], units: list[str], readers: list[str] = []) -> None:
        changed = [path for path in paths if files.differs(path)]
        touched = changed + [path for path in gone if os.path.lexists(HOST + path)]
        dropped = self.dropped if name == "main" else []
        # A firewall that knows the new users comes before the daemons that run as them.
        again = readers + [unit for unit in units if self.starts(unit, touched)]
        # What an earlier run left to reload is reloaded with what it left to restart, and at the latest by the last phase.
        left = self.reload and (name == "main" or again != [])
        reload = left or any(path.startswith(UNIT_DIRECTORIES) for path in touched)
        if not (touched or dropped or again or reload):
            return
        self.restart = sorted({*self.restart, *again}, key=list(self.units).index)
        self.reload = self.reload or reload
        self.step(f"checking the {name} files")
        programs.check(BUNDLE, self.manifest.get("checks", []), touched, self.gone)
        self.step(f"installing the {name} files")
        for unit in dropped:
            if unit_exists(unit):
                systemctl("unmask" if self.is_masked(unit) else "disable", *([] if self.is_masked(unit) else ["--now"]), unit)
        files.keep(touched)
        files.install(changed)
        files.remove(gone)
        try:
            self.bring_up(again)
        except (OSError, subprocess.CalledProcessError):
            self.put_back(touched, again)
            raise
        self.reload, self.restart = False, [unit for unit in self.restart if unit not in again]

    def is_masked(self, unit: str) -> bool:
        return os.path.realpath(f"{HOST}/etc/systemd/system/{unit}") == "/dev/null"

    def starts(self, unit: str, touched: list[str]) -> bool:
        reads = tuple(self.units[unit]["reads"])
        return unit in self.old["restart"] or unit not in self.old["units"] or touches(reads, touched)

    def bring_up(self, units: list[str]) -> None:
        if self.reload:
            systemctl("daemon-reload")
        for name in units:
            self.step(f"starting {name}")
            on = self.units[name].get("on", "restart")
            if on == "mask":
                if unit_exists(name):
                    systemctl("stop", name)
                systemctl("mask", name)
                continue
            if self.is_masked(name):
                systemctl("unmask", name)
            systemctl("enable", name)
            if on == "reload":
                systemctl("reload-or-restart", name)
            else:
                systemctl("restart", *(["--no-block"] if on == "wait" else []), name)
        watched = [name for name in units if self.units[name].get("on", "restart") in ("restart", "reload")]
        if watched:
            self.step(f"watching {' '.join(watched)}")
            self.expect_up(watched)

    def expect_up(self, units: list[str]) -> None:
        """A daemon that dies right after its start has not come up, although its start succeeded."""
        time.sleep(SETTLE)
        command = ["systemctl", "show", "--property=Id,ActiveState,SubState,Result", *units]
        shown = subprocess.run(command, check=True, stdin=subprocess.DEVNULL, capture_output=True, text=True).stdout
        for block in filter(None, shown.split("\n\n")):
            unit = dict(line.split("=", 1) for line in block.strip().splitlines())
            failing = unit["ActiveState"] == "failed" or unit["SubState"] == "auto-restart" or unit["Result"] != "success"
            if failing:
                raise OSError(f"{unit['Id']} does not come up: {unit['ActiveState']}, {unit['Result']}")

    def put_back(self, touched: list[str], units: list[str]) -> None:
        """The old files again, and the units with them. A unit that the new files brought is stopped."""
        files.put_back(touched)
        subprocess.run(["systemctl", "daemon-reload"], stdin=subprocess.DEVNULL)
        for unit in units:
            if self.units[unit].get("on") != "mask":
                brought = any(f"{directory}{unit}" in touched for directory in UNIT_DIRECTORIES)
                verb = "stop" if brought and unit not in self.old["units"] else "restart"
                subprocess.run(["systemctl", verb, unit], stdin=subprocess.DEVNULL)
                print(f"put back: systemctl {verb} {unit}", flush=True)


def main() -> None:
    os.umask(0o022)
    with open(f"{BUNDLE}/manifest.json") as file:
        manifest = json.load(file)
    Apply(manifest, read_state()).run()


if __name__ == "__main__":
    try:
        main()
    except (OSError, ValueError, KeyError, subprocess.CalledProcessError) as error:
        where = read_state()["step"]
        sys.exit(f"apply: {error} (while {where})")
