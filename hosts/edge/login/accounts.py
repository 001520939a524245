"""Which Linux accounts may sign in, read from the account files themselves."""

import grp
import hashlib

import pam

GROUP = "openhands-users"
# Nobody signs in as this account. It has a password like any other, so that a name that does not exist costs the same hashing.
DECOY = "openhands-decoy"
SHADOW = "/etc/shadow"


def member(user: str) -> bool:
    try:
        return user in grp.getgrnam(GROUP).gr_mem
    except KeyError:
        return False


def fingerprint(user: str) -> str:
    """Changes with every change of the account's password, lock or dates; empty when it has no password that could be right."""
    with open(SHADOW, encoding="utf-8", errors="surrogateescape") as file:
        for line in file:
            fields = line.rstrip("\n").split(":")
            if fields[0] == user and fields[1][:1] not in ("", "!", "*"):
                return hashlib.sha256(line.encode("utf-8", "surrogateescape")).hexdigest()
    return ""


def sign_in(user: str, password: bytes) -> str:
    """
    The account's fingerprint when the password is right, else empty. Every name takes the same way through PAM and the same hashing: one that
    is not in the group is asked as the decoy, whose answer does not matter.
    """
    known = member(user)
    before = fingerprint(user) if known else ""
    right = pam.authenticate(user if known else DECOY, password)
    return before if known and right and before == fingerprint(user) else ""


def still(user: str, known: str) -> bool:
    """Whether a session that began with this fingerprint may go on."""
    return known != "" and member(user) and fingerprint(user) == known and pam.account(user)
