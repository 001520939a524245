"""Login sessions. A browser holds a random token, we hold its hash: who reads the store cannot sign in with it."""

import hashlib
import json
import os
import secrets
import time
from dataclasses import asdict, dataclass

MOST = 5000
MOST_OF_A_USER = 200


@dataclass
class Session:
    user: str
    # Of the account when the session began (accounts.fingerprint).
    account: str
    # Seconds since the epoch.
    until: float
    # What others name the session by. It opens nothing.
    handle: str
    address: str


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class Sessions:
    """
    :param path: on a file system in memory; survives the service, not the host
    :param seconds: how long a session lasts at most
    """

    def __init__(self, path: str, seconds: float):
        self.path = path
        self.seconds = seconds
        self.by_token: dict[str, Session] = {}
        try:
            with open(path, encoding="utf-8") as file:
                self.by_token = {key: Session(**value) for key, value in json.load(file).items()}
        except FileNotFoundError:
            pass
        except (ValueError, TypeError) as error:
            print(f"sessions of before are lost, everybody signs in anew: {error}", flush=True)

    def begin(self, user: str, account: str, address: str) -> tuple[str, Session]:
        token = secrets.token_urlsafe(32)
        session = Session(user, account, time.time() + self.seconds, secrets.token_hex(16), address)
        self.by_token[hashed(token)] = session
        self.trim()
        self.save()
        return token, session

    def trim(self) -> None:
        """The oldest go first, of the same user first: a program that signs in without end ends its own sessions only."""
        for kept, of in ((MOST_OF_A_USER, lambda user: user), (MOST, lambda _: "")):
            counts: dict[str, int] = {}
            for key, session in reversed(list(self.by_token.items())):
                counts[of(session.user)] = counts.get(of(session.user), 0) + 1
                if counts[of(session.user)] > kept:
                    del self.by_token[key]

    def find(self, token: str):
        session = self.by_token.get(hashed(token))
        return session if session is not None and session.until > time.time() else None

    def end(self, token: str) -> None:
        if self.by_token.pop(hashed(token), None) is not None:
            self.save()

    def alive(self) -> set[str]:
        return {session.handle for session in self.by_token.values() if session.until > time.time()}

    def accounts(self) -> set[tuple[str, str]]:
        return {(session.user, session.account) for session in self.by_token.values()}

    def end_of(self, over: set[tuple[str, str]]) -> None:
        """Ends the sessions of accounts that changed, and those whose time is up."""
        now = time.time()
        kept = {key: s for key, s in self.by_token.items() if s.until > now and (s.user, s.account) not in over}
        if len(kept) < len(self.by_token):
            self.by_token = kept
            self.save()

    def save(self) -> None:
        with open(f"{self.path}.new", "w", encoding="utf-8", opener=private) as file:
            json.dump({key: asdict(value) for key, value in self.by_token.items()}, file)
        os.replace(f"{self.path}.new", self.path)


def private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
