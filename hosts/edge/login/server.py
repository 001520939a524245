"""A small HTTP/1.1 server on a unix socket. Its only clients are nginx and the passage, which write plain requests."""

import asyncio

from door import Answer, Door
from pages import sign_out_page, signed_in, signed_out_page

LONGEST_HEAD = 65_536
LONGEST_BODY = 1_048_576
REASONS = {200: "OK", 204: "No Content", 303: "See Other", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found"}


def written(answer: Answer) -> bytes:
    body = answer.body.encode()
    lines = [f"{name}: {value}" for name, value in answer.headers.items()]
    # nginx takes one value of a name from the answer to its question, so there each cookie has a name of its own.
    name = "X-Login-Cookie-{}" if answer.status == 204 else "Set-Cookie"
    lines += [f"{name.format(i)}: {cookie}" for i, cookie in enumerate(answer.cookies, 1)]
    if answer.status != 204:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([f"HTTP/1.1 {answer.status} {REASONS[answer.status]}", *lines, "", ""]).encode() + body


class Server:
    """
    :param origin: of the site, as browsers show it
    """

    def __init__(self, door: Door, origin: str):
        self.door = door
        self.origin = origin

    async def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        if path == "/check":
            return await self.door.check(headers)
        if path == "/git":
            return await self.door.git(headers)
        if path == "/alive":
            return Answer(200, body="\n".join(self.door.alive(body.decode().split("\n"))))
        if path == "/signed-in":
            return signed_in()
        if path == "/sign-out" and method == "GET":
            return sign_out_page()
        if path == "/sign-out" and method == "POST":
            if headers.get("origin") != self.origin:
                return Answer(403, body="Another site asked for this.\n")
            return signed_out_page(self.door.sign_out(headers))
        return Answer(404)


class Connection(asyncio.Protocol):
    """One of nginx' kept connections. It asks once and waits for the answer, so there is never more than one question here."""

    def __init__(self, server: Server):
        self.server = server
        self.buffer = b""
        self.transport: asyncio.Transport
        self.task: asyncio.Task | None = None

    def connection_made(self, transport) -> None:
        self.transport = transport

    def connection_lost(self, _error) -> None:
        if self.task is not None:
            self.task.cancel()

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        end = self.buffer.find(b"\r\n\r\n")
        if end < 0 and len(self.buffer) <= LONGEST_HEAD:
            return
        try:
            method, path, headers = head(self.buffer[:end])
            length = int(headers.get("content-length", "0"))
        except ValueError:
            return self.transport.abort()
        if length > LONGEST_BODY:
            return self.transport.abort()
        if len(self.buffer) < end + 4 + length:
            return
        body, self.buffer = self.buffer[end + 4 : end + 4 + length], b""
        # What is asked before every request is answered at once: a task would cost more than the answer.
        session = self.server.door.session(headers) if path == "/check" else None
        if session is not None:
            self.transport.write(written(session))
        else:
            self.task = asyncio.ensure_future(self.reply(method, path, headers, body))

    async def reply(self, method: str, path: str, headers: dict[str, str], body: bytes) -> None:
        try:
            self.transport.write(written(await self.server.answer(method, path, headers, body)))
        except Exception as error:  # whatever went wrong, nginx sees a closed connection and lets nobody in
            print(f"login: {type(error).__name__}: {error}", flush=True)
            self.transport.abort()


def head(text: bytes) -> tuple[str, str, dict[str, str]]:
    first, *lines = text.decode("latin-1").split("\r\n")
    method, path, _ = first.split(" ")
    pairs = (line.partition(":") for line in lines if line)
    return method, path, {name.lower(): value.strip() for name, _, value in pairs}
