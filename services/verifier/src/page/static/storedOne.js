import { ask, askJson } from "./api.js";
import { button, byId, el } from "./dom.js";
import { bytesText, timeText } from "./format.js";
import { problemBox } from "./problems.js";
import { removeStored } from "./storedList.js";
import { badge, verdictView } from "./verdict.js";

/** @typedef {import("../../artifacts/types").Artifact} Artifact */
/** @typedef {import("./verdict.js").VerifyAnswer} VerifyAnswer */

/** @type {string | undefined} */
let pictureUrl;

/** @param {Artifact} artifact */
function metadataOf({ id, metadata }) {
    const rows = {
        Id: id,
        "Sent from": metadata.client_ip,
        Picture: `${metadata.image_format}, ${bytesText(metadata.image_size_bytes)}`,
        "Read with": `${metadata.ocr_backend} (${metadata.model_version})`,
    };
    const pairs = Object.entries(rows).map(([term, text]) => el("div", {}, el("dt", {}, term), el("dd", {}, text)));
    return el("dl", { class: "metadata" }, ...pairs);
}

/** @param {Artifact} artifact */
function readText({ extracted_text: page }) {
    const text = typeof page === "object" && page !== null && "text" in page ? String(page.text) : undefined;
    if (text === undefined || text === "") return undefined;
    return el("details", {}, el("summary", {}, "Text that was read"), el("pre", { tabindex: "0" }, text));
}

/** @param {Artifact} artifact */
function answerOf({ validation_result: result }) {
    return /** @type {Partial<VerifyAnswer>} */ (typeof result === "object" && result !== null ? result : {});
}

/**
 * The picture comes with the token, so it is fetched and not linked. That it is archived does not hide the verdict.
 *
 * @param {string} id
 * @returns {Promise<{ url?: string, problem?: HTMLElement }>}
 */
async function pictureOf(id) {
    try {
        const answer = await ask(`/artifacts/${encodeURIComponent(id)}/image`);
        return { url: URL.createObjectURL(await answer.blob()) };
    } catch (error) {
        return { problem: problemBox(error) };
    }
}

/**
 * @param {string} id
 * @returns {Promise<HTMLElement>}
 */
async function view(id) {
    const [artifact, { url, problem }] = await Promise.all([
        /** @type {Promise<Artifact>} */ (askJson(`/artifacts/${encodeURIComponent(id)}`)),
        pictureOf(id),
    ]);
    pictureUrl = url;
    const when = timeText(artifact.timestamp);
    const answer = answerOf(artifact);
    const card = el("article", { class: "card result", "aria-labelledby": "stored-one-title" });
    const remove = button("Delete", () => void leaveIfRemoved(id, when, card), { class: "danger" });
    const title = el("h2", { id: "stored-one-title", tabindex: "-1" }, `Verification of ${when}`);
    const text = readText(artifact);
    card.append(
        el("header", {}, title, el("p", { class: "state" }, badge(artifact.validation_status))),
        ...(problem ? [problem] : []),
        verdictView(answer, answer.image_path ?? id, url),
        metadataOf(artifact),
        ...(text ? [text] : []),
        el("div", { class: "buttons" }, remove),
    );
    return card;
}

/**
 * @param {string} id
 * @param {string} when
 * @param {HTMLElement} place
 */
async function leaveIfRemoved(id, when, place) {
    if (await removeStored(id, when, place)) location.hash = "#stored";
}

/**
 * Opens one stored verification; a way back stands above it, whatever comes.
 *
 * @param {string} id
 */
export async function showOne(id) {
    const place = byId("stored-one", HTMLElement);
    const back = el("p", {}, el("a", { href: "#stored" }, "← All stored verifications"));
    place.replaceChildren(back, el("progress", { "aria-label": "Opening" }));
    try {
        const one = await view(id);
        // The reader may have gone elsewhere meanwhile.
        if (!back.isConnected) return;
        place.replaceChildren(back, one);
        byId("stored-one-title", HTMLElement).focus();
    } catch (error) {
        if (!back.isConnected) return;
        place.replaceChildren(
            back,
            problemBox(error, () => void showOne(id)),
        );
    }
}

export function closeOne() {
    byId("stored-one", HTMLElement).replaceChildren();
    if (pictureUrl !== undefined) URL.revokeObjectURL(pictureUrl);
    pictureUrl = undefined;
}
