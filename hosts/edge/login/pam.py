"""PAM by its C library: the standard Linux accounts, asked as every login program asks them."""

import ctypes
import ctypes.util

SERVICE = b"openhands"
SUCCESS, CONV_ERR = 0, 19
ECHO_OFF = 1


class Message(ctypes.Structure):
    _fields_ = [("style", ctypes.c_int), ("text", ctypes.c_char_p)]


class Response(ctypes.Structure):
    _fields_ = [("text", ctypes.c_void_p), ("code", ctypes.c_int)]


CONVERSE = ctypes.CFUNCTYPE(
    ctypes.c_int,
    ctypes.c_int,
    ctypes.POINTER(ctypes.POINTER(Message)),
    ctypes.POINTER(ctypes.c_void_p),
    ctypes.c_void_p,
)


class Conversation(ctypes.Structure):
    _fields_ = [("converse", CONVERSE), ("data", ctypes.c_void_p)]


libpam = ctypes.CDLL("libpam.so.0")
libc = ctypes.CDLL(None)
libc.calloc.restype = ctypes.c_void_p
libc.calloc.argtypes = [ctypes.c_size_t, ctypes.c_size_t]
libc.strdup.restype = ctypes.c_void_p
libc.strdup.argtypes = [ctypes.c_char_p]
libpam.pam_start.argtypes = [ctypes.c_char_p, ctypes.c_char_p, ctypes.POINTER(Conversation), ctypes.POINTER(ctypes.c_void_p)]
for call in (libpam.pam_authenticate, libpam.pam_acct_mgmt, libpam.pam_end):
    call.argtypes = [ctypes.c_void_p, ctypes.c_int]


def answering(password: bytes):
    """A conversation that gives the password to a question without echo, and refuses every other question."""

    def converse(count, messages, responses, _data):
        # PAM frees what it gets, so it must come from its own allocator.
        block = libc.calloc(count, ctypes.sizeof(Response))
        answers = ctypes.cast(block, ctypes.POINTER(Response))
        for i in range(count):
            if messages[i].contents.style != ECHO_OFF:
                return CONV_ERR
            answers[i].text = libc.strdup(password)
        responses[0] = block
        return SUCCESS

    return CONVERSE(converse)


def ask(user: str, password, phases) -> bool:
    # Held here until pam_end: the library keeps only its address.
    converse = answering(b"" if password is None else password)
    handle = ctypes.c_void_p()
    conversation = Conversation(converse, None)
    if libpam.pam_start(SERVICE, user.encode(), ctypes.byref(conversation), ctypes.byref(handle)) != SUCCESS:
        return False
    code = SUCCESS
    try:
        for phase in phases:
            code = phase(handle, 0)
            if code != SUCCESS:
                return False
        return True
    finally:
        libpam.pam_end(handle, code)


def authenticate(user: str, password: bytes) -> bool:
    """Whether this is the user's password *and* the account may sign in now. Takes as long as hashing takes (0.1 s)."""
    return ask(user, password, (libpam.pam_authenticate, libpam.pam_acct_mgmt))


def account(user: str) -> bool:
    """Whether the account may sign in now: not expired, in the group. No password is looked at."""
    return ask(user, None, (libpam.pam_acct_mgmt,))
