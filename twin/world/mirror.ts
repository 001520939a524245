import type { IncomingMessage, ServerResponse } from "node:http";
import type { Log } from "../aws/log";

/** A mirror of the operating system's packages: one release file and one package, enough to see what passes the package gateway. */
export function mirrorListener(log: Log) {
    return ({ method, url, headers, socket }: IncomingMessage, response: ServerResponse) => {
        log({ kind: "mirror", from: socket.remoteAddress, method, url, headers });
        if (/\/dists\/[\w-]+\/InRelease$/.test(url ?? "")) {
            return void response.writeHead(200, { "content-type": "text/plain" }).end("Origin: twin\nSuite: noble\n");
        }
        if (/\/pool\/.*\.deb$/.test(url ?? "")) return void response.writeHead(200).end("a package of the twin\n");
        response.writeHead(404).end();
    };
}
