#!/usr/bin/python3 -ISB
"""The one TXT record by which Let's Encrypt sees that the name is ours: certbot's hook for DNS-01, at Route 53.

`acme_record put|delete ZONE`, with certbot's CERTBOT_DOMAIN and CERTBOT_VALIDATION. The host's role may change this one
record and no other. Put waits until every server of Route 53 has it.
"""

from __future__ import annotations

import os
import re
import sys
import time
from xml.sax.saxutils import escape

ROOT = os.environ.get("HOST_APPLY_ROOT", "")
sys.path.insert(0, f"{ROOT}/usr/local/lib/isolated-openhands")
from aws import Account, NotYet, Refused, Request, credentials

API = "/2013-04-01"
BASE = "https://route53.amazonaws.com"
PATIENCE, PAUSE = 180, 5
XML = """<?xml version="1.0" encoding="UTF-8"?>
<ChangeResourceRecordSetsRequest xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><ChangeBatch><Changes><Change>
<Action>{action}</Action><ResourceRecordSet><Name>{name}</Name><Type>TXT</Type><TTL>60</TTL>
<ResourceRecords><ResourceRecord><Value>"{value}"</Value></ResourceRecord></ResourceRecords></ResourceRecordSet>
</Change></Changes></ChangeBatch></ChangeResourceRecordSetsRequest>"""


class Route53:
    def __init__(self) -> None:
        self.account = Account()
        # Route 53 is one for all regions, and signed for this one.
        self.account.config = self.account.config._replace(region="us-east-1")

    def ask(self, method: str, path: str, body: str = "") -> str:
        headers = {"content-type": "application/xml"} if body else {}
        return self.account.ask(credentials(), Request("route53", method, BASE, f"{API}{path}", headers, body.encode())).decode()

    def change(self, zone: str, action: str, name: str, value: str) -> str:
        text = XML.format(action=action, name=escape(f"{name}."), value=escape(value))
        answer = self.ask("POST", f"/hostedzone/{zone}/rrset/", text)
        found = re.search(r"<Id>/change/([A-Z0-9]+)</Id>", answer)
        if not found:
            raise Refused("Route 53 names no change")
        return found[1]

    def wait(self, change: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while "<Status>INSYNC</Status>" not in self.ask("GET", f"/change/{change}"):
            if time.monotonic() > deadline:
                raise NotYet(f"change {change} is not everywhere after {PATIENCE} s")
            time.sleep(PAUSE)


def main(verb: str, zone: str) -> None:
    name = f"_acme-challenge.{os.environ['CERTBOT_DOMAIN']}"
    value = os.environ["CERTBOT_VALIDATION"]
    if not re.fullmatch(r"[\w-]{20,128}", value):
        raise Refused("the challenge is of another form than ACME's")
    route53 = Route53()
    change = route53.change(zone, "UPSERT" if verb == "put" else "DELETE", name, value)
    if verb == "put":
        route53.wait(change)


if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[1] not in ("put", "delete"):
        sys.exit(f"usage: {sys.argv[0]} put|delete ZONE")
    try:
        main(sys.argv[1], sys.argv[2])
    except (NotYet, Refused) as why:
        sys.exit(f"acme-record: {why}")
