"""Events: one JSON line in the journal, from where the log shipper takes it and an alarm counts it."""

from __future__ import annotations

import json


def event(name: str, priority: int = 4, **fields: object) -> None:
    print(f"<{priority}>{json.dumps({'event': name, **fields})}", flush=True)
