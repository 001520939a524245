import { ask, askJson, ServiceError } from "./api.js";
import { confirmDeletion } from "./confirm.js";
import { announce, button, byId, el } from "./dom.js";
import { countText, timeText } from "./format.js";
import { problemBox } from "./problems.js";
import { badge } from "./verdict.js";

/** @typedef {import("../../artifacts/types").ArtifactPage} ArtifactPage */
/** @typedef {import("../../artifacts/types").ArtifactSummary} ArtifactSummary */

const pageSize = "20";
/** Cursors of the pages up to the one that is shown; the first page has none. */
let cursors = [""];

/** @param {ArtifactSummary} artifact */
function rowOf({ id, timestamp, validation_status: status }) {
    const when = timeText(timestamp);
    const open = el("a", { href: `#stored/${id}`, "aria-label": `Open ${when}` }, "Open");
    const remove = button("Delete", () => void removeAndShow(id, when), {
        class: "quiet",
        "aria-label": `Delete ${when}`,
    });
    return el(
        "tr",
        { role: "row" },
        el("th", { scope: "row", role: "rowheader" }, el("time", { datetime: timestamp }, when)),
        el("td", { role: "cell" }, badge(status)),
        el("td", { role: "cell", class: "id" }, id),
        el("td", { role: "cell", class: "actions" }, open, remove),
    );
}

/**
 * With its roles spelt out: on a narrow page the rows are no table to the eye, and without them not to the ear either.
 *
 * @param {ArtifactPage} page
 */
function tableOf({ artifacts }) {
    if (artifacts.length === 0) return el("p", { class: "empty" }, "No stored verification matches.");
    const head = ["Time", "Verdict", "Id", "Actions"].map((text) =>
        el("th", { scope: "col", role: "columnheader" }, text),
    );
    return el(
        "div",
        { class: "table", role: "region", tabindex: "0", "aria-label": "Stored verifications, newest first" },
        el(
            "table",
            { role: "table" },
            el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, ...head)),
            el("tbody", { role: "rowgroup" }, ...artifacts.map(rowOf)),
        ),
    );
}

/**
 * The list itself is never missing: 404 says that storage is off.
 *
 * @param {unknown} reason
 */
function nothingKept(reason) {
    const why = el("p", { class: "hint" }, `The service says: ${String(reason)}`);
    return el("div", { class: "empty" }, el("p", {}, "This service keeps no verifications."), why);
}

/** @param {string | null} next */
function pagesOf(next) {
    const buttons = [];
    if (cursors.length > 1) {
        buttons.push(button("Newer", () => void turnTo(cursors.slice(0, -1))));
    }
    if (next !== null) buttons.push(button("Older", () => void turnTo([...cursors, next])));
    if (buttons.length === 0) return undefined;
    return el(
        "nav",
        { class: "buttons", "aria-label": "Pages" },
        ...buttons,
        el("span", { class: "hint" }, `Page ${cursors.length}`),
    );
}

/** @param {string[]} to */
async function turnTo(to) {
    cursors = to;
    await showList();
    byId("stored-title", HTMLElement).focus();
}

/**
 * @param {string} id
 * @param {string} when
 */
async function removeAndShow(id, when) {
    if (await removeStored(id, when, byId("stored-list", HTMLElement))) await turnTo(cursors);
}

/**
 * Asks, and deletes. A problem is shown at the top of `place`.
 *
 * @param {string} id
 * @param {string} when
 * @param {HTMLElement} place
 * @returns {Promise<boolean>} whether it is gone
 */
export async function removeStored(id, when, place) {
    const text = `The picture, the text and the verdict of ${when} are deleted for good. This cannot be undone.`;
    if (!(await confirmDeletion(text))) return false;
    try {
        await ask(`/artifacts/${encodeURIComponent(id)}`, { method: "DELETE" });
    } catch (error) {
        place.prepend(problemBox(error));
        return false;
    }
    announce("Deleted.");
    return true;
}

let asked = 0;

/**
 * Asks for the page that is turned to, with the filter as it stands.
 *
 * @returns {Promise<number | undefined>} how many are shown; undefined when it failed or was overtaken
 */
export async function showList() {
    const place = byId("stored-list", HTMLElement);
    const query = new URLSearchParams({ limit: pageSize });
    for (const [name, value] of new FormData(byId("filter", HTMLFormElement))) {
        if (typeof value === "string" && value !== "") query.set(name, value);
    }
    const cursor = cursors.at(-1);
    if (cursor) query.set("cursor", cursor);
    const turn = ++asked;
    place.setAttribute("aria-busy", "true");
    try {
        /** @type {ArtifactPage} */
        const page = await askJson(`/artifacts?${query}`);
        // An answer that was overtaken says nothing about what is asked for now.
        if (turn !== asked) return undefined;
        const pages = pagesOf(page.next_cursor);
        place.replaceChildren(tableOf(page), ...(pages ? [pages] : []));
        return page.artifacts.length;
    } catch (error) {
        if (turn !== asked) return undefined;
        const off = error instanceof ServiceError && error.status === 404;
        place.replaceChildren(off ? nothingKept(error.detail) : problemBox(error, () => void showList()));
        return undefined;
    } finally {
        if (turn === asked) place.removeAttribute("aria-busy");
    }
}

export function setUpFilter() {
    byId("filter", HTMLFormElement).addEventListener("submit", async (event) => {
        event.preventDefault();
        cursors = [""];
        const count = await showList();
        if (count !== undefined) announce(`${countText(count, "verification")} shown`);
    });
}
