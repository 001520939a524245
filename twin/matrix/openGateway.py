"""Stands where the LLM gateway stood while its policy is switched off: openGateway.py FILE starts itself as a unit with the gateway's own user
and certificate, takes every connection, and passes the request on as it is, to the endpoint that its path names and with that endpoint's key.
"""
import json, socket, ssl, subprocess, sys, threading

unit = "twin-open-gateway"


def start(file):
    with open(file) as text:
        config = json.load(text)
    with open("/etc/systemd/system/gateway.service") as text:
        key = next(line.split(":", 1)[1].strip() for line in text if line.startswith("LoadCredential="))
    user = f"gateway-{config['endpoints'][0]['name']}"
    loaded = [f"--property=LoadCredential=config:{file}", f"--property=LoadCredential=tls.key:{key}"]
    subprocess.run(["systemd-run", f"--unit={unit}", f"--uid={user}", "--collect", *loaded, "python3", __file__, "--serve"], check=True)
    host, port = config["listen"].rsplit(":", 1)
    for _ in range(600):
        try:
            socket.create_connection((host, int(port)), 5).close()
            return
        except OSError:
            threading.Event().wait(0.1)
    sys.exit("the open gateway does not listen")


def serve(folder="/run/credentials/" + unit + ".service/"):
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
                upstream.sendall(request + b"\r\n\r\n" + body)
                threading.Thread(target=pump, args=(client, upstream), daemon=True).start()
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


def pump(one, other):
    try:
        while data := one.recv(65536):
            other.sendall(data)
    except OSError:
        pass


serve() if sys.argv[1] == "--serve" else start(sys.argv[1])
