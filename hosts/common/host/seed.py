#!/usr/bin/python3 -ISB
"""Stores the LLM profile `default` in OpenHands over its API, and validates it by a real call through the gateway.

The name is `default` because the web app binds its first agent profile to that name and never rebinds it. The key that is
stored is a dummy: the gateway sets the real one. Exit 0 when it is stored, also when the gateway does not answer yet.
"""

from __future__ import annotations

import http.client
import json
import os
import sys
import time

sys.path.insert(0, "/usr/local/lib/isolated-openhands")
from event import event

READY_SECONDS, CALL_SECONDS = 300, 60


def key() -> str:
    with open(f"{os.environ['RUNTIME_DIRECTORY']}/keys") as file:
        lines = dict(line.strip().split("=", 1) for line in file if "=" in line)
    return lines["LOCAL_BACKEND_API_KEY"]


def ask(server: str, method: str, path: str, body: dict | None = None) -> tuple[int, dict]:
    connection = http.client.HTTPConnection(server, timeout=CALL_SECONDS)
    try:
        headers = {"X-Session-API-Key": key(), "Content-Type": "application/json"}
        connection.request(method, path, json.dumps(body) if body is not None else None, headers)
        answer = connection.getresponse()
        data = answer.read(1 << 20)
        try:
            return answer.status, json.loads(data or b"{}")
        except ValueError:
            return answer.status, {}
    finally:
        connection.close()


def wait_ready(server: str) -> bool:
    key()  # without it nothing could be asked, and that is another fault than a server that is not there yet
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end:
        try:
            if ask(server, "GET", "/ready")[0] == 200:
                return True
        except (OSError, http.client.HTTPException):
            pass
        time.sleep(1)
    return False


def main() -> int:
    with open("/etc/isolated-openhands/seed.json") as file:
        settings = json.load(file)
    server, profile = settings["server"], {"llm": settings["llm"]}
    if not wait_ready(server):
        print(f"<3>OpenHands was not ready within {READY_SECONDS} s", flush=True)
        return 1
    status, answer = ask(server, "POST", "/api/profiles/default", profile)
    if status not in (200, 201):
        print(f"<3>profile default was not stored: HTTP {status} {json.dumps(answer)[:300]}", flush=True)
        return 1
    status, answer = ask(server, "POST", "/api/profiles/default/activate")
    if status != 200:
        print(f"<3>profile default was not activated: HTTP {status}", flush=True)
        return 1
    try:
        # Without a limit an unreachable gateway is retried for minutes.
        short = {"llm": {**settings["llm"], "num_retries": 0, "timeout": 30}}
        status, answer = ask(server, "POST", "/api/profiles/default/validate", short)
        if status == 200 and answer.get("valid"):
            print("profile default is stored, and the LLM answers through the gateway", flush=True)
        else:
            event("llm-profile-not-valid", status=status, error=str(answer.get("error"))[:300])
    except (OSError, http.client.HTTPException) as why:
        event("llm-profile-not-valid", error=str(why))
    return 0


if __name__ == "__main__":
    sys.exit(main())
