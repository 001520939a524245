import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Pool } from "undici";

/** What the gateway stands beside: the same hop with nothing in it but a key, by the fastest client that Node has. */
const [caFile, port, key] = process.argv.slice(2);
const ca = readFileSync(caFile!);
const pool = new Pool(`https://127.0.0.1:${port}`, {
    connect: { ca, servername: "api.approved.test" },
    bodyTimeout: 0,
    headersTimeout: 0,
    connections: 512,
});
const server = createServer((call, response) => {
    const headers = { "content-type": "application/json", "x-api-key": key!, host: "api.approved.test" };
    pool.stream({ path: call.url!, method: "POST", headers, body: call }, ({ statusCode, headers: got }) =>
        response.writeHead(statusCode, { "content-type": String(got["content-type"]) }),
    ).catch(() => response.destroy());
});
server.listen(0, "127.0.0.1", () => console.log(`READY ${(server.address() as AddressInfo).port}`));
