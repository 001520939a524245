#!/usr/bin/python3 -ISB
"""Prints every hardening control of this host: whether it is configured, and whether it is active. Exit 1 when one is not.

`host-check [--json] [ID...]`. The controls stand in /etc/isolated-openhands/host-check.json: what a file holds or a command says, as
patterns that must be found, or must not.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

ROOT = os.environ.get("HOST_APPLY_ROOT", "")


def text_of(look: dict) -> str | None:
    """None when there is nothing to look at: no such file, or a program that cannot be run."""
    try:
        if "file" in look:
            with open(ROOT + look["file"]) as file:
                return file.read()
        done = subprocess.run(look["command"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, errors="replace", timeout=30)
        return done.stdout
    except (OSError, subprocess.TimeoutExpired):
        return None


def fault(look: dict) -> str | None:
    """Why it is not as it should be; None when it is."""
    text = text_of(look)
    what = look.get("file") or " ".join(look["command"])
    if text is None:
        return f"{what}: nothing there"
    for pattern in look.get("has", []):
        if not re.search(pattern, text, re.MULTILINE):
            return f"{what}: {pattern} is not found"
    for pattern in look.get("not", []):
        found = re.search(pattern, text, re.MULTILINE)
        if found:
            return f"{what}: {found[0].strip()!r} is found"
    return None


def void(control: dict) -> str | None:
    unless = control.get("unless")
    if not unless or subprocess.run(unless["command"], capture_output=True).returncode != 0:
        return None
    return unless["why"]


def main(arguments: list[str]) -> int:
    wanted = [one for one in arguments if one != "--json"]
    with open(f"{ROOT}/etc/isolated-openhands/host-check.json") as file:
        controls = json.load(file)["controls"]
    unknown = set(wanted) - {control["id"] for control in controls}
    if unknown:
        print(f"no control {', '.join(sorted(unknown))}", file=sys.stderr)
        return 2
    rows = []
    for control in controls:
        if not wanted or control["id"] in wanted:
            why = void(control)
            faults = {side: fault(control[side]) for side in ("configured", "active") if not (why and side == "active")}
            rows.append({"id": control["id"], "faults": {side: text for side, text in faults.items() if text}, "void": why})
    well = not any(row["faults"] for row in rows)
    if "--json" in arguments:
        print(json.dumps({"ok": well, "controls": rows}))
        return 0 if well else 1
    for row in rows:
        sides = [f"{side} {'NO' if side in row['faults'] else 'yes'}" for side in ("configured", "active")]
        if row["void"]:
            sides[1] = f"not here: {row['void']}"
        print(f"{'FAIL' if row['faults'] else 'ok  '}  {row['id']:<44}  {sides[0]}, {sides[1]}")
        for side, text in row["faults"].items():
            print(f"      {side}: {text}")
    print(f"{sum(not row['faults'] for row in rows)} of {len(rows)} controls are as they should be")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
