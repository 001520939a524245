import { ServiceError } from "./api.js";
import { button, el } from "./dom.js";
import { durationText } from "./format.js";
import { askForToken } from "./token.js";

/**
 * @typedef {object} Explanation
 * @property {string} what happened, in a sentence
 * @property {string} [reason] the service's own words
 * @property {string} advice what to do about it
 */

/** @type {Record<number, { what: string, advice: string }>} */
const known = {
    0: { what: "The service does not answer.", advice: "Check the connection, then try again." },
    202: { what: "The picture is being brought back from the archive.", advice: "Come back later." },
    400: { what: "The service cannot use what was sent.", advice: "Correct it, then try again." },
    404: { what: "This is not there.", advice: "It may have been deleted, or its time is over." },
    408: { what: "Sending took too long.", advice: "Try again with a smaller picture or a better connection." },
    409: { what: "The picture is in the archive.", advice: "An administrator has to restore it first." },
    413: { what: "The picture is too large.", advice: "Send a smaller one: 3000 pixels a side are plenty." },
    415: { what: "This kind of file is not read.", advice: "Send a JPEG, PNG, TIFF, WebP or HEIC picture, or a PDF." },
    422: { what: "The picture is missing.", advice: "Choose a picture, then verify again." },
    429: { what: "Too many requests at once.", advice: "Wait a little, then try again." },
    502: { what: "A part of the service refused the request.", advice: "Tell its administrator." },
    503: { what: "The service is not ready for this now.", advice: "Wait a little, then try again." },
    504: { what: "The label was not read in time.", advice: "Send a smaller picture, or read it with Tesseract." },
};
const unknownProblem = { what: "Something went wrong in the service.", advice: "Try again; if it stays, report it." };

/**
 * @param {unknown} detail
 * @returns {string | undefined}
 */
function reasonOf(detail) {
    if (typeof detail === "string") return detail;
    if (typeof detail !== "object" || detail === null || !("message" in detail)) return undefined;
    return String(detail.message);
}

/**
 * @param {ServiceError} error
 * @returns {string} the advice of a busy or half-ready service
 */
function waitAdvice({ detail, retryAfter }) {
    const wait = retryAfter === undefined ? "Wait a little" : `Wait about ${durationText(retryAfter)}`;
    const others = typeof detail === "object" && detail !== null && "available_backends" in detail;
    const asksOllama = /ollama/i.test(reasonOf(detail) ?? "");
    const canRead =
        others && Array.isArray(detail.available_backends) && detail.available_backends.includes("tesseract");
    return asksOllama && canRead
        ? `${wait} and try again, or choose Tesseract under “Read with”: it is ready.`
        : `${wait}, then try again.`;
}

/**
 * @param {unknown} error
 * @returns {Explanation}
 */
export function explain(error) {
    if (!(error instanceof ServiceError)) {
        const advice = "Reload the page; if it stays, report it.";
        return { what: "The answer of the service makes no sense to this page.", reason: undefined, advice };
    }
    const { status, detail, hadToken } = error;
    if (status === 401) {
        return {
            what: hadToken ? "The access token was not accepted." : "This service asks for an access token.",
            advice: hadToken ? "Enter the right one." : "Enter it, then try again.",
        };
    }
    const { what, advice } = known[status] ?? unknownProblem;
    const waits = status === 429 || status === 503;
    return { what, reason: reasonOf(detail), advice: waits ? waitAdvice(error) : advice };
}

/**
 * A box that says what went wrong and what to do, with the reference for the log and, if it helps, a way to try again.
 *
 * @param {unknown} error
 * @param {() => void} [again]
 */
export function problemBox(error, again) {
    const { what, reason, advice } = explain(error);
    const { status, correlationId } = error instanceof ServiceError ? error : new ServiceError(0, null);
    const actions = [
        ...(status === 401 ? [button("Enter the token", askForToken)] : []),
        ...(again ? [button("Try again", again)] : []),
    ];
    return el(
        "div",
        { class: "problem", role: "alert" },
        el("p", {}, el("strong", {}, what), ` ${advice}`),
        reason === undefined ? undefined : el("p", { class: "reason" }, `The service says: ${reason}`),
        status === 0 || correlationId === undefined
            ? undefined
            : el("p", { class: "hint" }, `Reference for the log: ${correlationId}`),
        actions.length === 0 ? undefined : el("div", { class: "buttons" }, ...actions),
    );
}
