#!/usr/bin/python3 -ISB
"""Says in a few lines what this host is: which bundle, where the last apply stopped, which units are not up. Exit 1 when not all is well."""

from __future__ import annotations

import json
import os
import subprocess
import sys

ROOT = os.environ.get("HOST_APPLY_ROOT", "")
BASE, STATE = f"{ROOT}/opt/isolated-openhands", f"{ROOT}/var/lib/isolated-openhands/apply.json"
DONE = "all is applied"


def release() -> list[str]:
    link = f"{BASE}/current"
    current = os.path.basename(os.readlink(link)) if os.path.islink(link) else "none"
    lines = [f"bundle: {current}"]
    for name in ("pending", "failed"):
        if os.path.exists(f"{BASE}/{name}"):
            with open(f"{BASE}/{name}") as file:
                lines.append(f"{name}: {file.read().strip()}")
    return lines


def main() -> int:
    step, units = "no bundle was applied yet", []
    if os.path.exists(STATE):
        with open(STATE) as file:
            state = json.load(file)
        step, units = state.get("step", "unknown"), state["units"]
    lines = [*release(), f"apply: {step}"]
    shown = ["systemctl", "show", "--property=Id,LoadState,ActiveState,SubState,Result", *units]
    answer = subprocess.run(shown, capture_output=True, text=True).stdout if units else ""
    well = step == DONE
    for block in filter(None, answer.split("\n\n")):
        unit = dict(line.split("=", 1) for line in block.strip().splitlines() if "=" in line)
        if unit.get("LoadState") != "masked" and unit.get("ActiveState") not in ("active", "inactive"):
            well = False
            lines.append(f"{unit.get('Id')}: {unit.get('ActiveState')} ({unit.get('SubState')}, {unit.get('Result')})")
    print("\n".join(lines))
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
