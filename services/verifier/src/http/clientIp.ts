import { isIP, type BlockList } from "node:net";
import type { FastifyRequest } from "fastify";

/** For Fastify's `trustProxy`: whether what this hop says in X-Forwarded-For is believed. */
export function trusts(proxies: BlockList): (address: string) => boolean {
    return (address) => {
        const family = isIP(address);
        return family !== 0 && proxies.check(address, family === 4 ? "ipv4" : "ipv6");
    };
}

/**
 * The client's address: the last entry of X-Forwarded-For that no trusted proxy is (an ALB appends whom it saw), or the
 * connection's own without one. A header that holds no address counts for nothing.
 */
export function clientIp(request: FastifyRequest): string {
    return isIP(request.ip) === 0 ? (request.socket.remoteAddress ?? "") : request.ip;
}
