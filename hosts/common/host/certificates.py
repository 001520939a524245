#!/usr/bin/python3 -ISB
"""This host's certificate, and its peers' pins: `certificates own` makes ours, `certificates` also publishes and pins.

Each host makes its key at first boot and publishes the certificate as an SSM parameter that only its own role may write.
A peer's parameter is hostile input: one leaf certificate, at most 4 kB, or the old pin stays. After a change the pin
before holds for ten minutes more, so that no stream is cut, and an event says so. Exit 75: somebody is not there yet.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time

ROOT = os.environ.get("HOST_APPLY_ROOT", "")
sys.path.insert(0, f"{ROOT}/usr/local/lib/isolated-openhands")
from event import event

SETTINGS = f"{ROOT}/etc/isolated-openhands/certificates.json"
BASE = f"{ROOT}/var/lib/isolated-openhands"
KEY, OWN = f"{BASE}/tls/key.pem", f"{BASE}/tls/certificate.pem"
LONGEST, GRACE = 4096, 600
PEM = re.compile(r"\s*(-----BEGIN CERTIFICATE-----\n[A-Za-z0-9+/=\n]+-----END CERTIFICATE-----)\s*")


class Hostile(Exception):
    """A peer's parameter holds something else than one leaf certificate."""


def openssl(*arguments: str, text: str = "") -> str:
    done = subprocess.run(["openssl", *arguments], input=text, text=True, capture_output=True)
    if done.returncode != 0:
        raise Hostile(f"openssl {arguments[0]}: {done.stderr.strip()[-300:]}")
    return done.stdout


def write(path: str, text: str, mode: int = 0o644, group: int = 0) -> None:
    with open(f"{path}.new", "w") as file:
        os.fchown(file.fileno(), 0, group)
        os.fchmod(file.fileno(), mode)
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(f"{path}.new", path)


def make_own(name: str) -> None:
    """A key of this host alone. Its group is host-tls, which the daemons that show the certificate are in."""
    import grp

    os.makedirs(f"{BASE}/tls", exist_ok=True)
    os.makedirs(f"{BASE}/pins", exist_ok=True)
    if os.path.exists(KEY) and os.path.exists(OWN):
        return
    key = openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:prime256v1")
    write(f"{BASE}/tls/new-key.pem", key, 0o600)
    subject = ["-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}", "-addext", "basicConstraints=critical,CA:FALSE"]
    certificate = openssl("req", "-x509", "-new", "-key", f"{BASE}/tls/new-key.pem", "-days", "3650", "-sha256", *subject)
    os.unlink(f"{BASE}/tls/new-key.pem")
    write(KEY, key, 0o640, grp.getgrnam("host-tls").gr_gid)
    write(OWN, certificate)


def leaf(text: str, name: str) -> str:
    """@raises Hostile saying what a parameter holds that a certificate of `name` would not"""
    if len(text.encode()) > LONGEST:
        raise Hostile(f"it has {len(text.encode())} bytes, the limit is {LONGEST}")
    found = PEM.fullmatch(text)
    if not found:
        raise Hostile("it is not one certificate in PEM form and nothing else")
    shown = openssl("x509", "-noout", "-ext", "basicConstraints,subjectAltName", "-checkend", "0", text=found[1])
    if "CA:TRUE" in shown:
        raise Hostile("it is a CA's certificate, which could vouch for others")
    if not re.search(rf"(^|\s)DNS:{re.escape(name)}\s*$", shown, re.M) or shown.count("DNS:") != 1:
        raise Hostile(f"its name is not {name}")
    return openssl("x509", text=found[1])


def fingerprint(certificate: str) -> str:
    return openssl("x509", "-noout", "-fingerprint", "-sha256", text=certificate).strip().split("=")[1].replace(":", "").lower()


def pin(peer: str, certificate: str, now: float) -> bool:
    """Writes the peer's pins: the current one, and the one before while its ten minutes last. True when the file changed."""
    state_path, path = f"{BASE}/pins/{peer}.json", f"{BASE}/pins/{peer}.pem"
    state = {"current": None, "previous": None, "since": 0}
    if os.path.exists(state_path):
        with open(state_path) as file:
            state = json.load(file)
    if state["current"] != certificate:
        event("peer-certificate-changed", peer=peer, sha256=fingerprint(certificate), first=state["current"] is None)
        state = {"current": certificate, "previous": state["current"], "since": now}
        write(state_path, json.dumps(state))
    if state["previous"] and not 0 <= now - state["since"] < GRACE:
        state["previous"] = None
    wanted = certificate + (state["previous"] or "")
    if os.path.exists(path) and open(path).read() == wanted:
        return False
    write(path, wanted)
    return True


def placeholder(peer: str) -> None:
    """Until a peer's certificate is there, only our own would do, which nobody else can show."""
    path = f"{BASE}/pins/{peer}.pem"
    if not os.path.exists(path):
        write(path, open(OWN).read())


def converge(settings: dict) -> int:
    from aws import Account, NotYet, Refused

    account, late, changed = Account(), [], False

    def parameter(name: str) -> str:
        return account.call("ssm", "AmazonSSM.GetParameter", {"Name": name})["Parameter"]["Value"]

    own = open(OWN).read()
    try:
        try:
            published = parameter(settings["own"])
        except NotYet as why:
            if "ParameterNotFound" not in str(why):
                raise
            published = None
        if published != own:
            body = {"Name": settings["own"], "Value": own, "Type": "String", "Overwrite": True}
            account.call("ssm", "AmazonSSM.PutParameter", body)
            event("own-certificate-published", 6, sha256=fingerprint(own))
    except (NotYet, Refused) as why:
        late.append(f"own: {why}")
    for peer, name in settings["peers"].items():
        try:
            changed = pin(peer, leaf(parameter(name), peer), time.time()) or changed
        except Hostile as why:
            event("peer-certificate-refused", peer=peer, why=str(why))
        except (NotYet, Refused) as why:
            late.append(f"{peer}: {why}")
    if changed:
        for unit in settings["reload"]:
            subprocess.run(["systemctl", "--no-block", "try-reload-or-restart", unit], check=True)
    for line in late:
        print(f"<5>not there yet: {line}", flush=True)
    return 75 if late else 0


def main(arguments: list[str]) -> int:
    with open(SETTINGS) as file:
        settings = json.load(file)
    make_own(settings["name"])
    for peer in settings["peers"]:
        placeholder(peer)
    return 0 if arguments == ["own"] else converge(settings)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
