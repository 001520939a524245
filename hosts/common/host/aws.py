"""Calls of AWS by the host's own programs: signed as host-apply signs, and downloads that may be large."""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import sys
import urllib.parse

sys.path.insert(0, os.environ.get("HOST_APPLY_ROOT", "") + "/usr/local/lib/isolated-openhands")
import host_apply
from host_apply import NotYet, Refused, Request, credentials, send

BOOTSTRAP = os.environ.get("HOST_APPLY_ROOT", "") + "/usr/local/lib/isolated-openhands/host-apply.json"


class Account(host_apply.Aws):
    """The account of this host, as the bootstrap's file names it."""

    def __init__(self) -> None:
        with open(BOOTSTRAP) as file:
            super().__init__(host_apply.Config(**json.load(file)))

    def call(self, service: str, target: str, body: dict) -> dict:
        """@raises NotYet naming the service's own error code"""
        headers = {"content-type": "application/x-amz-json-1.1", "x-amz-target": target}
        base = f"https://{service}.{self.domain}"
        request = Request(service, "POST", base, "/", headers, json.dumps(body).encode(), 4 << 20)
        answer = self.ask(credentials(), request)
        return json.loads(answer) if answer else {}

    def read(self, key: str, limit: int = 1 << 20) -> bytes:
        return self.ask(credentials(), Request("s3", "GET", self.bucket_url(), f"/{key}", {}, limit=limit))

    def bucket_url(self) -> str:
        return f"https://{self.config.bucket}.s3.{self.domain}"

    def download(self, key: str, sha256: str, target: str) -> None:
        """Fetches an object into a file that exists under this name only when its hash is right; goes on where it was cut off."""
        partial = f"{target}.partial"
        while True:
            have = os.path.getsize(partial) if os.path.exists(partial) else 0
            if self.fetch_part(key, partial, have):
                break
        with open(partial, "rb") as file:
            actual = hashlib.file_digest(file, "sha256").hexdigest() if sys.version_info >= (3, 11) else digest(file)
        if actual != sha256:
            os.unlink(partial)
            raise Refused(f"object {key} has sha256 {actual}, {sha256} was expected")
        os.replace(partial, target)

    def fetch_part(self, key: str, partial: str, have: int) -> bool:
        """One request from where the file ends. True when nothing is left."""
        request = Request("s3", "GET", self.bucket_url(), f"/{key}", {"range": f"bytes={have}-"})
        url = urllib.parse.urlsplit(os.environ.get("HOST_APPLY_S3") or request.base)
        kind = http.client.HTTPSConnection if url.scheme == "https" else http.client.HTTPConnection
        connection = kind(url.hostname or "", url.port, timeout=30)
        try:
            connection.request("GET", request.path, headers={"host": request.host, **self.sign(credentials(), request)})
            response = connection.getresponse()
            if response.status == 416:
                return True
            if response.status not in (200, 206):
                self.correct_clock(response.headers.get("date", ""))
                raise NotYet(f"{request.base}{request.path}: HTTP {response.status}")
            with open(partial, "ab" if response.status == 206 else "wb") as file:
                while chunk := response.read(1 << 20):
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            return not response.length
        except (OSError, http.client.HTTPException) as error:
            raise NotYet(f"{request.base}{request.path}: {type(error).__name__}: {error}") from None
        finally:
            connection.close()


def digest(file) -> str:
    total = hashlib.sha256()
    while chunk := file.read(1 << 20):
        total.update(chunk)
    return total.hexdigest()
