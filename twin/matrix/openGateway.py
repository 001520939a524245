"""Stands where the LLM gateway stood while its policy is switched off: openGateway.py FILE starts itself as a unit with the gateway's own user
and certificate, takes every connection, and passes the request on as it is, to the endpoint that its path names and with that endpoint's key.
"""
import json, socket, ssl, subprocess, sys, threading

unit = "twin-open-gateway"
folder = f"/run/{unit}/"


def start(file):
    with open(file) as text:
        config = json.load(text)
    key = config["tls"]["keyFile"]
    user = f"gateway-{config['endpoints'][0]['name']}"
    subprocess.run(["install", "-d", "-m", "700", "-o", user, folder], check=True)
    for path, name in ((file, "config"), (key, "tls.key")):
        subprocess.run(["install", "-m", "400", "-o", user, path, folder + name], check=True)
    subprocess.run(["systemd-run", f"--unit={unit}", f"--uid={user}", "--collect", "python3", __file__, "--serve"], check=True)
    host, port = config["listen"].rsplit(":", 1)
    for _ in range(600):
        try:
            socket.create_connection((host, int(port)), 5).close()
            return
        except OSError:
            threading.Event().wait(0.1)
    sys.exit("the open gateway does not listen")


def serve():
    with open(folder + "config") as text:
        config = json.load(text)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(config["tls"]["certFile"], folder + "tls.key")
    host, port = config["listen"].rsplit(":", 1)
    with socket.create_server((host, int(port)), backlog=128) as listening:
        while True:
            connection, _ = listening.accept()
            threading.Thread(target=answer, args=(config, tls, connection), daemon=True).start()


def answer(config, tls, connection):
    connection.settimeout(20)
    try:
        with tls.wrap_socket(connection, server_side=True) as client:
            head, _, body = read_head(client)
            line, *headers = head.split(b"\r\n")
            method, path, _ = line.split(b" ", 2)
            named = [one for one in config["endpoints"] if path.startswith(b"/" + one["name"].encode() + b"/")]
            endpoint = (named or config["endpoints"])[0]
            rest = path[len(endpoint["name"]) + 1:] if named else path
            with open(endpoint["keyFile"]) as text:
                key = text.read().strip()
            dropped = (b"host:", b"connection:", endpoint["authHeader"].lower().encode() + b":")
            kept = [header for header in headers if not header.lower().startswith(dropped)]
            own = [f"host: {endpoint['host']}", "connection: close", f"{endpoint['authHeader']}: {key}"]
            request = b"\r\n".join([b"%s %s HTTP/1.1" % (method, rest), *kept, *(one.encode() for one in own)])
            plain = socket.create_connection((endpoint["host"], endpoint.get("port", 443)), 10)
            with ssl.create_default_context().wrap_socket(plain, server_hostname=endpoint["host"]) as upstream:
                upstream.settimeout(20)
                # One thread a connection: OpenSSL's are not for two at a time.
                upstream.sendall(request + b"\r\n\r\n" + whole(client, headers, body))
                pump(upstream, client)
    except (OSError, ValueError) as error:
        print(error, flush=True)


def read_head(client):
    data = b""
    while b"\r\n\r\n" not in data:
        more = client.recv(65536)
        if not more or len(data) > 1 << 20:
            raise ValueError("no request came")
        data += more
    return data.partition(b"\r\n\r\n")


def whole(client, headers, body):
    """The body, by its length or to its last chunk."""
    fields = dict(header.lower().split(b":", 1) for header in headers)
    chunked = b"chunked" in fields.get(b"transfer-encoding", b"")
    length = int(fields.get(b"content-length", b"0"))
    while not body.endswith(b"0\r\n\r\n") if chunked else len(body) < length:
        more = client.recv(65536)
        if not more:
            break
        body += more
    return body


def pump(one, other):
    try:
        while data := one.recv(65536):
            other.sendall(data)
    except OSError:
        pass


serve() if sys.argv[1] == "--serve" else start(sys.argv[1])
