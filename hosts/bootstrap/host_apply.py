"""Makes this host what its bundle says: finds the bundle by an SSM parameter, fetches it from S3, verifies and applies it.

Runs from host-apply.service (at boot, on a timer, by SSM association). Python 3.10 standard library only. kill -9 is
safe anywhere: a release is complete or absent, and the file "pending" stands while the host may be between two.
Exit: 0 the host is as wanted, 1 refused or failed, 75 something is not there yet. The timer tries all of them again.
For tests only, environment: HOST_APPLY_ROOT goes before every path, HOST_APPLY_{IMDS,SSM,S3} is where to connect,
HOST_APPLY_WAIT is "first,longest,total" seconds of waiting.
"""

from __future__ import annotations

import email.utils
import fcntl
import hashlib
import hmac
import http.client
import io
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tarfile
import time
import urllib.parse
import zlib
from typing import NamedTuple

BASE = os.environ.get("HOST_APPLY_ROOT", "") + "/opt/isolated-openhands"
RELEASES, CURRENT, PENDING, FAILED = (f"{BASE}/{name}" for name in ("releases", "current", "pending", "failed"))
FIRST_WAIT, LONGEST_WAIT, TOTAL_WAIT = map(float, os.environ.get("HOST_APPLY_WAIT", "1,60,600").split(","))
MAX_ARCHIVE, MAX_UNPACKED, MAX_MEMBERS, MAX_ANSWER = 16 << 20, 64 << 20, 5000, 64 << 10
STAGING = f"{RELEASES}/.staging"
KEPT_RELEASES = 3
APPLY_SECONDS = 1800
RETRY_FAILED, RETRY_FAILED_LONGEST = 300, 3600


class NotYet(Exception):
    """Something is not there yet: wait and look again."""


class Refused(Exception):
    """What was found must not be used, or could not be applied."""


class Config(NamedTuple):
    role: str
    parameter: str
    bucket: str
    region: str
    dnsSuffix: str


class Credentials(NamedTuple):
    key: str
    secret: str
    token: str


def log(level: int, text: str) -> None:
    print(f"<{level}>host-apply: {text}", flush=True)  # journald reads <N> as the priority


# Network. http.client knows no proxies and follows no redirects.


class Request(NamedTuple):
    service: str
    method: str
    base: str
    path: str
    headers: dict[str, str]
    body: bytes = b""
    limit: int = MAX_ANSWER

    @property
    def host(self) -> str:
        return urllib.parse.urlsplit(self.base).netloc


class Answer(NamedTuple):
    status: int
    date: str
    body: bytes


def send(request: Request) -> Answer:
    """One request. Where a test makes us connect elsewhere, Host and signature still name the real host."""
    url = urllib.parse.urlsplit(os.environ.get(f"HOST_APPLY_{request.service.upper()}") or request.base)
    kind = http.client.HTTPSConnection if url.scheme == "https" else http.client.HTTPConnection
    connection = kind(url.hostname or "", url.port, timeout=10)
    where, deadline, data = request.base + request.path, time.monotonic() + 120, bytearray()
    try:
        headers = {"host": request.host, **request.headers}
        connection.request(request.method, request.path, request.body or None, headers)
        response = connection.getresponse()
        if (response.length or 0) > request.limit:
            raise Refused(f"{where} has {response.length} bytes, the limit is {request.limit}")
        while chunk := response.read(1 << 16):
            data += chunk
            if len(data) > request.limit:
                raise Refused(f"{where} has more than {request.limit} bytes")
            if time.monotonic() > deadline:
                raise NotYet(f"{where} is too slow")
        if response.length:
            raise NotYet(f"{where} ended {response.length} bytes early")
        return Answer(response.status, response.headers.get("date", ""), bytes(data))
    except (OSError, http.client.HTTPException) as error:
        raise NotYet(f"{where}: {type(error).__name__}: {error}") from None
    finally:
        connection.close()


def credentials() -> Credentials:
    """The instance role's, by IMDSv2. Asked for each time: the service renews them before they expire."""

    def ask(method: str, path: str, headers: dict[str, str]) -> str:
        answer = send(Request("imds", method, "http://169.254.169.254", f"/latest/{path}", headers))
        if answer.status != 200:
            raise NotYet(f"instance metadata {path}: HTTP {answer.status}")
        return answer.body.decode("utf-8", "replace").strip()

    token = {"x-aws-ec2-metadata-token": ask("PUT", "api/token", {"x-aws-ec2-metadata-token-ttl-seconds": "300"})}
    roles = "meta-data/iam/security-credentials/"
    role = ask("GET", roles, token)
    try:
        found = json.loads(ask("GET", roles + urllib.parse.quote(role, safe=""), token))
        return Credentials(found["AccessKeyId"], found["SecretAccessKey"], found["Token"])
    except (ValueError, KeyError, TypeError):
        raise NotYet(f"instance metadata holds no credentials of role {role!r}") from None


class Aws:
    """The two calls that we make, signed, to the regional endpoints, with a clock corrected by AWS's answers."""

    def __init__(self, config: Config):
        self.config = config
        self.domain = f"{config.region}.{config.dnsSuffix}"
        self.skew = 0.0

    def wanted(self, who: Credentials) -> str:
        """The sha256 of the bundle that the parameter names."""
        name, role = self.config.parameter, self.config.role
        headers = {"content-type": "application/x-amz-json-1.1", "x-amz-target": "AmazonSSM.GetParameter"}
        body = json.dumps({"Name": name}).encode()
        answer = self.ask(who, Request("ssm", "POST", f"https://ssm.{self.domain}", "/", headers, body))
        try:
            found = json.loads(json.loads(answer)["Parameter"]["Value"])
            key, sha256 = found["key"], found["sha256"]
            good = re.fullmatch("[0-9a-f]{64}", sha256) and key == f"host/{role}/{sha256}.tar.gz"
        except (ValueError, KeyError, TypeError, RecursionError):
            good = None
        if not good:
            raise Refused(f'parameter {name} must hold {{"key": "host/{role}/<sha256>.tar.gz", "sha256": "<sha256>"}}')
        return sha256

    def archive(self, who: Credentials, sha256: str) -> bytes:
        key, base = f"host/{self.config.role}/{sha256}.tar.gz", f"https://{self.config.bucket}.s3.{self.domain}"
        data = self.ask(who, Request("s3", "GET", base, f"/{key}", {}, limit=MAX_ARCHIVE))
        actual = hashlib.sha256(data).hexdigest()
        if actual != sha256:
            raise Refused(f"object {key} has sha256 {actual}, the parameter says {sha256}; nothing was applied")
        return data

    def ask(self, who: Credentials, request: Request) -> bytes:
        answer = send(request._replace(headers=self.sign(who, request)))
        if answer.status == 200:
            return answer.body
        self.correct_clock(answer.date)
        code = re.search(rb'"__type"\s*:\s*"(?:[\w.]+#)?(\w+)|<Code>(\w+)', answer.body)
        name = (code[1] or code[2]).decode() if code else "without an error code"
        raise NotYet(f"{request.base}{request.path}: HTTP {answer.status} {name}")

    def sign(self, who: Credentials, request: Request) -> dict[str, str]:
        """The headers of the request, with Signature Version 4 (AWS: IAM user guide, "Create a signed request")."""
        stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(time.time() + self.skew))
        digest = hashlib.sha256(request.body).hexdigest()
        headers = {"host": request.host, "x-amz-date": stamp, "x-amz-content-sha256": digest, **request.headers}
        headers["x-amz-security-token"] = who.token
        names = sorted(headers)
        fields = [f"{name}:{headers[name]}" for name in names]
        canonical = "\n".join([request.method, request.path, "", *fields, "", ";".join(names), digest])
        scope = f"{stamp[:8]}/{self.config.region}/{request.service}/aws4_request"
        text = f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
        key = f"AWS4{who.secret}".encode()
        for part in scope.split("/"):
            key = hmac.digest(key, part.encode(), "sha256")
        signature = hmac.digest(key, text.encode(), "sha256").hex()
        parts = [f"Credential={who.key}/{scope}", f"SignedHeaders={';'.join(names)}", f"Signature={signature}"]
        return {**headers, "authorization": "AWS4-HMAC-SHA256 " + ", ".join(parts)}

    def correct_clock(self, date: str) -> None:
        try:
            skew = email.utils.parsedate_to_datetime(date).timestamp() - time.time()
        except (ValueError, TypeError):
            return
        if abs(skew - self.skew) > 60:
            log(4, f"this clock is {-skew:.0f} s ahead of AWS's; signing by AWS's")
            self.skew = skew


# Disk. Only the holder of the lock gets here.


def unpack(archive: bytes, target: str) -> None:
    """Regular files and directories, inside target, with plain modes. Anything else refuses the whole archive."""
    gunzip = zlib.decompressobj(31)
    try:
        data = gunzip.decompress(archive, MAX_UNPACKED + 1)
        if len(data) > MAX_UNPACKED or not gunzip.eof:
            raise Refused(f"the archive is cut off or unpacks to more than {MAX_UNPACKED} bytes")
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as tar:
            for number, member in enumerate(tar):
                where = f"archive member {member.name!r}"
                if number >= MAX_MEMBERS:
                    raise Refused(f"the archive has more than {MAX_MEMBERS} members")
                if any(part in ("", ".", "..") for part in member.name.split("/")) or "\0" in member.name:
                    raise Refused(f"{where}: the path is not inside the archive")
                if not member.isdir() and (not member.isreg() or member.issparse()):
                    raise Refused(f"{where}: neither a regular file nor a directory")
                if member.mode & 0o7022:
                    raise Refused(f"{where}: mode {member.mode:o} is writable by others or special")
                path = os.path.join(target, member.name)
                os.makedirs(path if member.isdir() else os.path.dirname(path), exist_ok=True)
                content = tar.extractfile(member)
                if content:
                    with open(path, "xb") as file:
                        shutil.copyfileobj(content, file)
                        os.fchmod(file.fileno(), member.mode)
    except (tarfile.TarError, zlib.error, EOFError, ValueError) as error:
        raise Refused(f"the archive cannot be read: {error}") from None
    if not os.path.isfile(f"{target}/apply"):
        raise Refused('the archive has no file "apply"')


def install_release(archive: bytes, sha256: str) -> None:
    clear_staging()
    os.mkdir(STAGING)
    try:
        unpack(archive, STAGING)
        os.sync()  # the name must not survive a power cut that the content does not
        os.rename(STAGING, f"{RELEASES}/{sha256}")
    finally:
        clear_staging()


def clear_staging() -> None:
    if os.path.exists(STAGING):
        shutil.rmtree(STAGING)


def prune(keep: set[str]) -> None:
    others = [name for name in os.listdir(RELEASES) if name not in keep and f"{RELEASES}/{name}" != STAGING]
    others.sort(key=lambda name: os.stat(f"{RELEASES}/{name}").st_mtime, reverse=True)
    for name in others[KEPT_RELEASES - len(keep) :]:
        clear_staging()
        os.rename(f"{RELEASES}/{name}", STAGING)  # what bears a release's name is complete, also half-way through this
        clear_staging()


def write(path: str, text: str) -> None:
    with open(f"{path}.new", "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(f"{path}.new", path)
    directory = os.open(BASE, os.O_RDONLY)
    os.fsync(directory)
    os.close(directory)


def remove(path: str) -> None:
    if os.path.lexists(path):
        os.unlink(path)


def current_release() -> str | None:
    return os.path.basename(os.readlink(CURRENT)) if os.path.islink(CURRENT) else None


def run_apply(sha256: str, lock: int) -> bool:
    """Runs the release's own "apply". It inherits the lock: should we be killed, nobody applies beside it."""
    command = [f"{RELEASES}/{sha256}/apply"]
    try:
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True, pass_fds=(lock,))
    except OSError as error:
        log(3, f"apply of {sha256} cannot be run: {error}")
        return False
    try:
        status = child.wait(APPLY_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        status = child.wait()
    if status != 0:
        log(3, f"apply of {sha256} failed with status {status}")
    return status == 0


def check_failed_before(sha256: str) -> None:
    """A bundle that failed is tried again, ever less often: each try may restart services twice."""
    if not os.path.exists(FAILED):
        return
    name, times = open(FAILED).read().split()
    wait = min(RETRY_FAILED * 2 ** (int(times) - 1), RETRY_FAILED_LONGEST)
    left = os.stat(FAILED).st_mtime + wait - time.time()
    if name == sha256 and 0 < left <= wait:
        raise Refused(f"apply of {sha256} failed {times} times; next try in {left:.0f} s, or remove {FAILED}")


def record_failure(sha256: str) -> None:
    name, times = open(FAILED).read().split() if os.path.exists(FAILED) else (sha256, "0")
    write(FAILED, f"{sha256} {int(times) + 1 if name == sha256 else 1}\n")


def switch(sha256: str, lock: int) -> None:
    """Applies a release that lies on disk and makes it current, or goes back to the one that was."""
    before = current_release()
    write(PENDING, f"{sha256}\n")
    if run_apply(sha256, lock):
        remove(f"{CURRENT}.new")
        os.symlink(f"releases/{sha256}", f"{CURRENT}.new")
        os.replace(f"{CURRENT}.new", CURRENT)
        remove(FAILED)
        remove(PENDING)
        log(6, f"applied {sha256}" + (f", before it {before}" if before else ""))
        return
    record_failure(sha256)
    if before and before != sha256 and run_apply(before, lock):
        remove(PENDING)
        raise Refused(f"{sha256} was not applied; {before} is restored and remains current")
    raise Refused(f"{sha256} was not applied and nothing could be restored; current is {before}")


def converge(aws: Aws, lock: int) -> None:
    who = credentials()
    sha256 = aws.wanted(who)
    if sha256 == current_release() and not os.path.exists(PENDING):
        log(6, f"{sha256} is applied already")
        return
    check_failed_before(sha256)
    if not os.path.isdir(f"{RELEASES}/{sha256}"):
        install_release(aws.archive(who, sha256), sha256)
    prune({sha256, current_release() or sha256})
    switch(sha256, lock)


def take_lock() -> int:
    lock = os.open(f"{BASE}/lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        raise NotYet("another run holds the lock") from None
    return lock


def main(path: str) -> int:
    os.umask(0o022)
    with open(path) as file:
        aws = Aws(Config(**json.load(file)))
    os.makedirs(RELEASES, exist_ok=True)
    lock, wait, end = None, FIRST_WAIT, time.monotonic() + TOTAL_WAIT
    while True:
        try:
            lock = take_lock() if lock is None else lock
            converge(aws, lock)
            return 0
        except NotYet as why:
            pause = wait * random.uniform(0.5, 1)
            if time.monotonic() + pause > end:
                log(3, f"not there yet: {why}; giving up until the timer's next run")
                return 75
            log(5, f"not there yet: {why}; looking again in {pause:.1f} s")
            time.sleep(pause)
            wait = min(wait * 2, LONGEST_WAIT)
        except (Refused, OSError) as why:
            log(3, f"refused: {why}" if isinstance(why, Refused) else f"failed: {why}")
            return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
