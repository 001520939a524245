#!/usr/bin/python3 -ISB
"""The front's certificate, when config says where it comes from: fetched by a user of its own, put in place by root.

`front_certificate secret ARN`: the secret's text is PEM, a key and a certificate with its chain, in any order.
`front_certificate install HOST`: takes what was fetched when it is good, tells the front, and raises an event. What is
not is left, and the certificate of before stays: until the first good one, the front's own self-signed one.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys

ROOT = os.environ.get("HOST_APPLY_ROOT", "")
sys.path.insert(0, f"{ROOT}/usr/local/lib/isolated-openhands")
from event import event

FETCHED = f"{ROOT}/var/lib/openhands-certificate/fetched.pem"
FRONT = f"{ROOT}/var/lib/isolated-openhands-front/front.pem"
LONGEST = 64 * 1024
# Seconds before its end in which a certificate should long have been renewed.
SOON = 14 * 86400
KEY = re.compile(r"-----BEGIN (?:RSA |EC )?PRIVATE KEY-----\n[A-Za-z0-9+/=\s]+?-----END (?:RSA |EC )?PRIVATE KEY-----")
CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----\n[A-Za-z0-9+/=\s]+?-----END CERTIFICATE-----")


class Unfit(Exception):
    """What was fetched is no key and certificate of this host."""


def openssl(*arguments: str, text: str) -> str:
    done = subprocess.run(["openssl", *arguments], input=text, text=True, capture_output=True)
    if done.returncode != 0:
        raise Unfit(f"openssl {arguments[0]} says {done.stderr.strip()[:200] or 'no'}")
    return done.stdout


def good(text: str, host: str) -> str:
    """Key, certificate and chain as nginx reads them. @raises Unfit saying why it is not, without a word of the key"""
    if len(text) > LONGEST:
        raise Unfit(f"it has {len(text)} bytes, the limit is {LONGEST}")
    keys, chain = KEY.findall(text), CERTIFICATE.findall(text)
    if len(keys) != 1 or not chain:
        raise Unfit(f"it has {len(keys)} keys without a password and {len(chain)} certificates; write one key, and the certificate before its chain")
    leaf = chain[0]
    if openssl("pkey", "-pubout", text=keys[0]) != openssl("x509", "-noout", "-pubkey", text=leaf):
        raise Unfit("its key is not the first certificate's")
    if "does match" not in openssl("x509", "-noout", "-checkhost", host, text=leaf):
        raise Unfit(f"its first certificate is not {host}'s")
    ended = subprocess.run(["openssl", "x509", "-noout", "-checkend", "0"], input=leaf, text=True, capture_output=True)
    if ended.returncode != 0:
        raise Unfit("its first certificate has ended")
    return "\n".join([keys[0], *chain, ""])


def write(path: str, text: str) -> None:
    with open(f"{path}.new", "w") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(f"{path}.new", path)


def read(path: str) -> str | None:
    if not os.path.exists(path):
        return None
    with open(path) as file:
        return file.read(LONGEST + 1)


def install(host: str) -> int:
    fetched = read(FETCHED)
    if fetched is None:
        event("front-certificate-missing", host=host)
        return 0
    try:
        wanted = good(fetched, host)
    except Unfit as why:
        event("front-certificate-refused", host=host, why=str(why))
        return 1
    if read(FRONT) == wanted:
        ending = subprocess.run(["openssl", "x509", "-noout", "-checkend", str(SOON)], input=wanted, text=True, capture_output=True)
        if ending.returncode != 0:
            event("front-certificate-ends", host=host)
        return 0
    write(FRONT, wanted)
    shown = openssl("x509", "-noout", "-enddate", "-fingerprint", "-sha256", text=wanted)
    event("front-certificate-changed", 6, host=host, what=" ".join(shown.split("\n")).strip())
    front = "isolated-openhands-front.service"
    subprocess.run(["systemctl", "--no-block", "try-reload-or-restart", front], check=True)
    return 0


def secret(arn: str) -> int:
    from aws import Account, NotYet, Refused

    try:
        answer = Account().call("secretsmanager", "secretsmanager.GetSecretValue", {"SecretId": arn})
    except (NotYet, Refused) as why:
        print(f"<4>the certificate's secret is not there yet: {why}", flush=True)
        return 75
    write(FETCHED, str(answer.get("SecretString", "")))
    return 0


if __name__ == "__main__":
    commands = {"install": install, "secret": secret}
    if len(sys.argv) != 3 or sys.argv[1] not in commands:
        sys.exit(f"usage: {sys.argv[0]} install HOST | secret ARN")
    sys.exit(commands[sys.argv[1]](sys.argv[2]))
