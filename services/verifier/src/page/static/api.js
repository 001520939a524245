import { token } from "./token.js";

/** An answer that is not the one hoped for. `status` 0: there was none. */
export class ServiceError extends Error {
    /**
     * @param {number} status
     * @param {unknown} detail of the error envelope: a sentence, or an object with `message`
     * @param {{ retryAfter?: number, correlationId?: string, hadToken?: boolean }} [more] `retryAfter` in seconds
     */
    constructor(status, detail, more = {}) {
        super(`HTTP ${status}`);
        this.status = status;
        this.detail = detail;
        this.retryAfter = more.retryAfter;
        this.correlationId = more.correlationId;
        this.hadToken = more.hadToken ?? false;
    }
}

/**
 * @param {string | null} header seconds, or a date (RFC 9110, 10.2.3)
 * @returns {number | undefined} seconds
 */
function retryAfterOf(header) {
    if (header === null) return undefined;
    const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
    return Number.isFinite(seconds) ? Math.max(1, Math.ceil(seconds)) : undefined;
}

/** @param {Response} answer */
async function envelopeOf(answer) {
    // A proxy in between answers errors of its own, in HTML.
    const body = await answer.json().catch(() => null);
    return typeof body === "object" && body !== null ? body : {};
}

/**
 * Asks this origin, with the token if there is one. Rejects with a ServiceError for anything but an answer of 200 or 204.
 *
 * @param {string} path
 * @param {RequestInit} [init]
 */
export async function ask(path, init = {}) {
    const given = token();
    /** @type {Record<string, string>} */
    const headers = given === null ? {} : { authorization: `Bearer ${given}` };
    let answer;
    try {
        answer = await fetch(path, { ...init, headers });
    } catch {
        throw new ServiceError(0, null);
    }
    if (answer.status === 200 || answer.status === 204) return answer;
    const { detail, correlation_id: correlationId } = await envelopeOf(answer);
    const retryAfter = retryAfterOf(answer.headers.get("retry-after"));
    throw new ServiceError(answer.status, detail, { retryAfter, correlationId, hadToken: given !== null });
}

/**
 * The same, for an answer in JSON.
 *
 * @param {string} path
 * @param {RequestInit} [init]
 */
export async function askJson(path, init) {
    const answer = await ask(path, init);
    try {
        return await answer.json();
    } catch {
        throw new ServiceError(0, null);
    }
}
