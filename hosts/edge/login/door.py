"""Who may pass: the answers to nginx, which asks before every request (auth_request)."""

import asyncio
import base64
import hashlib
import hmac
import re
import secrets
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import accounts
import tokens
from pace import Pace
from sessions import Sessions

COOKIE = "__Host-openhands"
# Says that this browser has signed out, and must not be signed in by the password that it still has.
OUT = "__Host-openhands-out"
ATTRIBUTES = "Path=/; Secure; HttpOnly; SameSite=Strict"
REALM = "OpenHands"
GIT_REALM = "OpenHands git"
MARK = re.compile(r"[0-9a-f]{32}\Z")
# Seconds: how long a password that was right is not hashed again; how long a browser's dialog may stay open.
REMEMBERED = 300
ASKED_SECONDS = 600
# Seconds from a wrong password to its answer, for every name alike: longer than hashing takes on a busy machine.
WRONG = 1.0
LONGEST_HEADER = 1024


@dataclass
class Answer:
    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""
    cookies: list[str] = field(default_factory=list)


class Door:
    def __init__(self, sessions: Sessions, pace: Pace, sign_in=accounts.sign_in, still=accounts.still):
        self.sessions = sessions
        self.pace = pace
        self.sign_in = sign_in
        self.still = still
        self.pool = ThreadPoolExecutor(max_workers=4)
        # Passwords that were right, under a hash with a key that only this process has: {hash: (token, until)}.
        self.key = secrets.token_bytes(32)
        self.right: dict[str, tuple[str, float]] = {}
        self.asking: dict[str, asyncio.Future] = {}
        # Signed-out browsers that were asked for a password anew: what they send after that was typed. {mark: until}
        self.asked: dict[str, float] = {}
        # Who is at work with git: looked at like sessions.
        self.git_users: set[str] = set()

    def session(self, headers: dict[str, str]):
        """The answer to a request that bears the cookie of a session, or None."""
        session = self.sessions.find(read_cookies(headers.get("cookie", "")).get(COOKIE, ""))
        return None if session is None else passing(session)

    async def check(self, headers: dict[str, str]) -> Answer:
        """The answer to one request without a session: 204 and the session that begins, or 401."""
        mark = read_cookies(headers.get("cookie", "")).get(OUT, "")
        if mark:
            return await self.signed_out(mark, headers)
        return await self.password(headers, REALM)

    async def signed_out(self, mark: str, headers: dict[str, str]) -> Answer:
        """
        A browser that has signed out goes on to send the password it was once given, without asking anybody. So it counts at one address
        only, opened as a page, and only after the browser was asked under a realm that it has no password for.
        """
        opened = headers.get("sec-fetch-mode", "navigate") == "navigate"
        if headers.get("x-original-uri") != "/sign-in" or not opened or not MARK.match(mark):
            return Answer(401, {"X-Login": "out"})
        realm = f"{REALM} {mark[:6]}"
        now = time.monotonic()
        if self.asked.get(mark, 0.0) < now:
            self.asked = {key: value for key, value in self.asked.items() if value > now}
            self.asked[mark] = now + ASKED_SECONDS
            return Answer(401, {"X-Login": "none", **challenge(realm)})
        answer = await self.password(headers, realm)
        if answer.status == 204:
            self.asked.pop(mark, None)
            answer.cookies.append(f"{OUT}=; Max-Age=0; {ATTRIBUTES}")
        return answer

    async def password(self, headers: dict[str, str], realm: str) -> Answer:
        credentials = basic(headers.get("authorization", ""))
        if credentials is None:
            return Answer(401, {"X-Login": "none", **challenge(realm)})
        user, password = credentials
        address = headers.get("x-real-ip", "")
        known = hmac.new(self.key, b"\0".join((user.encode(), password, address.encode())), hashlib.sha256).hexdigest()
        token, until = self.right.get(known, ("", 0.0))
        session = self.sessions.find(token) if until > time.monotonic() else None
        if session is None:
            # The pictures and scripts of one page ask at the same time: they wait for one answer.
            if known not in self.asking:
                self.asking[known] = asyncio.ensure_future(self.ask(known, user, password, address))
                self.asking[known].add_done_callback(lambda _: self.asking.pop(known))
            token = await asyncio.shield(self.asking[known])
            if token is None:
                return Answer(403, {"X-Login": "slow"})
            session = self.sessions.find(token)
        if session is None:
            return Answer(401, {"X-Login": "failed", **challenge(realm)})
        return passing(session, [f"{COOKIE}={token}; {ATTRIBUTES}"])

    async def ask(self, known: str, user: str, password: bytes, address: str):
        """A session's token, or empty for a wrong password, or None for one try too many."""
        delay = self.pace.wait(user, address)
        if delay is None:
            return None
        await asyncio.sleep(delay)
        started = time.monotonic()
        account = await self.in_pool(self.sign_in, user, password)
        if account == "":
            await asyncio.sleep(max(0.0, started + WRONG - time.monotonic()))
            return ""
        self.pace.right(user, address)
        token, _ = self.sessions.begin(user, account, address)
        now = time.monotonic()
        self.right = {key: value for key, value in self.right.items() if value[1] > now}
        self.right[known] = (token, now + REMEMBERED)
        return token

    def sign_out(self, headers: dict[str, str]) -> Answer:
        """Ends the browser's session, and marks the browser."""
        token = read_cookies(headers.get("cookie", "")).get(COOKIE, "")
        self.right = {key: value for key, value in self.right.items() if value[0] != token}
        self.sessions.end(token)
        ended = f"{COOKIE}=; Max-Age=0; {ATTRIBUTES}"
        return Answer(200, cookies=[ended, f"{OUT}={secrets.token_hex(16)}; {ATTRIBUTES}"])

    async def git(self, headers: dict[str, str]) -> Answer:
        """As `check`, for git: a token in the password's place; no password, no cookie."""
        credentials = basic(headers.get("authorization", ""))
        if credentials is None:
            return Answer(401, {"X-Login": "none", **challenge(GIT_REALM)})
        user, token = credentials
        if await self.in_pool(self.holds, user, token.decode("utf-8", "replace")):
            self.git_users.add(user)
            return Answer(204, {"X-Login": "ok", "X-Login-User": user, "X-Login-Session": f"git-{user}"})
        delay = self.pace.wait(user, headers.get("x-real-ip", ""))
        if delay is None:
            return Answer(403, {"X-Login": "slow"})
        await asyncio.sleep(delay + WRONG)
        return Answer(401, {"X-Login": "failed", **challenge(GIT_REALM)})

    def holds(self, user: str, token: str) -> bool:
        return tokens.holder(user, token) and self.still(user, accounts.fingerprint(user))

    def alive(self, handles: list[str]) -> list[str]:
        """Which of these sessions go on."""
        alive = self.sessions.alive() | {f"git-{user}" for user in self.git_users}
        return [one for one in handles if one in alive]

    async def watch(self, seconds: float) -> None:
        """Looks at the accounts of all who are signed in, for ever: a locked account's sessions end."""
        while True:
            await asyncio.sleep(seconds)
            self.sessions.end_of(await self.in_pool(self.over, self.sessions.accounts()))
            users = {(user, accounts.fingerprint(user)) for user in self.git_users}
            self.git_users -= {user for user, _ in await self.in_pool(self.over, users)}

    def over(self, pairs: set[tuple[str, str]]) -> set[tuple[str, str]]:
        return {pair for pair in pairs if not self.still(*pair)}

    def in_pool(self, function, *arguments):
        return asyncio.get_running_loop().run_in_executor(self.pool, function, *arguments)


def challenge(realm: str) -> dict[str, str]:
    return {"WWW-Authenticate": f'Basic realm="{realm}", charset="UTF-8"'}


def passing(session, cookies=()) -> Answer:
    headers = {"X-Login": "ok", "X-Login-User": session.user, "X-Login-Session": session.handle}
    return Answer(204, headers, cookies=list(cookies))


def read_cookies(header: str) -> dict[str, str]:
    pairs = (pair.strip().partition("=") for pair in header.split(";"))
    return {name: value for name, _, value in pairs}


def basic(header: str):
    """User and password of RFC 7617, or None. A name that no account can have is passed on: it fails as every wrong one does."""
    scheme, _, text = header.partition(" ")
    if scheme.lower() != "basic" or len(text) > LONGEST_HEADER:
        return None
    try:
        user, colon, password = base64.b64decode(text.strip(), validate=True).partition(b":")
    except ValueError:
        return None
    if not colon or b"\0" in password or b"\0" in user:
        return None
    return user.decode("utf-8", "replace"), password
