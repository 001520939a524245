"""Git tokens: made and removed by openhands-user, expiring, good for git and nothing else."""

import hashlib
import json
import time

PATH = "/var/lib/openhands-login/git-tokens.json"


def holder(user: str, token: str, path: str = PATH) -> bool:
    """Whether this is a git token of the user that has not expired. The file has hashes only, and is read each time: it is short."""
    try:
        with open(path, encoding="utf-8") as file:
            rows = json.load(file)
    except FileNotFoundError:
        return False
    digest = hashlib.sha256(token.encode()).hexdigest()
    return any(row["user"] == user and row["sha256"] == digest and row["until"] > time.time() for row in rows)
