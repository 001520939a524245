import { createSocket } from "node:dgram";

/** Seconds between 1900, where NTP begins, and 1970. */
const from1900 = 2_208_988_800;

/** Amazon Time Sync: answers an NTP client (RFC 5905) with this machine's time. */
export function serveTime(fd: number): Promise<void> {
    const socket = createSocket("udp4");
    socket.on("message", (query, { address, port }) => {
        if (query.length < 48 || (query[0] & 7) !== 3) return;
        const answer = Buffer.alloc(48);
        // No leap second, the client's version, server; stratum 1, its poll interval, about a microsecond of precision.
        answer[0] = (query[0] & 0x38) | 4;
        answer.set([1, query[2], 0xec], 1);
        answer.write("TWIN", 12, "latin1");
        query.copy(answer, 24, 40, 48);
        for (const at of [16, 32, 40]) stamp(answer, at);
        socket.send(answer, port, address);
    });
    return new Promise((resolve, reject) => {
        socket.once("listening", resolve).once("error", reject);
        socket.bind({ fd });
    });
}

function stamp(answer: Buffer, at: number): void {
    const now = Date.now();
    answer.writeUInt32BE(Math.floor(now / 1000) + from1900, at);
    answer.writeUInt32BE(Math.floor(((now % 1000) / 1000) * 2 ** 32), at + 4);
}
