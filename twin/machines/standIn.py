"""
In OpenHands' place in the twin's agent container: says yes to every request on its port, echoes a websocket's first message, and writes
down what it was asked, one line of JSON each, which the attack matrix searches.
"""

import base64
import hashlib
import http.server
import json
import os

GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


def write(event: dict) -> None:
    # In one piece: threads write at the same time.
    os.write(1, (json.dumps(event) + "\n").encode())


class Answers(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_) -> None:
        pass

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        heard = {"kind": "container", "method": self.command, "url": self.path, "headers": headers}
        write({**heard, "body": body[:4096].decode("latin1")})
        if headers.get("upgrade", "").lower() == "websocket":
            return self.websocket(headers.get("sec-websocket-key", ""))
        said = json.dumps({"heard": f"{self.command} {self.path}"}).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer

    def websocket(self, key: str) -> None:
        self.close_connection = True
        accept = base64.b64encode(hashlib.sha1((key + GUID).encode()).digest()).decode()
        self.wfile.write(f"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n".encode())
        head = self.rfile.read(2)
        length = head[1] & 127
        mask = self.rfile.read(4)
        data = bytes(byte ^ mask[i % 4] for i, byte in enumerate(self.rfile.read(length)))
        write({"kind": "container", "websocket": data.decode("latin1")})
        self.wfile.write(bytes([0x81, length]) + data)


http.server.ThreadingHTTPServer(("0.0.0.0", 8000), Answers).serve_forever()
