import { askJson, ServiceError } from "./api.js";
import { byId, el } from "./dom.js";
import { countText } from "./format.js";
import { problemBox } from "./problems.js";
import { badge } from "./verdict.js";

/** @typedef {import("../../artifacts/statistics").Statistics} Statistics */
/** @typedef {import("../../artifacts/types").Verdict} Verdict */

/** @type {readonly Verdict[]} */
const verdicts = ["COMPLIANT", "PARTIAL_VALIDATION", "NON_COMPLIANT", "ERROR"];

/**
 * @param {string} caption
 * @param {readonly (Node | string)[]} heads
 * @param {readonly (readonly (Node | string)[])[]} rows
 */
function tableOf(caption, heads, rows) {
    return el(
        "div",
        { class: "table", role: "region", tabindex: "0", "aria-label": caption },
        el(
            "table",
            {},
            el("caption", {}, caption),
            el("thead", {}, el("tr", {}, ...heads.map((head) => el("th", { scope: "col" }, head)))),
            el(
                "tbody",
                {},
                ...rows.map(([first, ...rest]) =>
                    el("tr", {}, el("th", { scope: "row" }, first), ...rest.map((cell) => el("td", {}, cell))),
                ),
            ),
        ),
    );
}

/**
 * @param {number} part
 * @param {number} whole
 */
const share = (part, whole) => `${part} (${Math.round((100 * part) / Math.max(1, whole))} %)`;

/** @param {Record<Verdict, number>} counts */
const counted = (counts) => {
    const whole = verdicts.reduce((sum, verdict) => sum + counts[verdict], 0);
    return verdicts.map((verdict) => share(counts[verdict], whole));
};

const verdictHeads = () => verdicts.map((verdict) => badge(verdict));

/** @param {Statistics["comparison"]} comparison */
function comparisonOf({ pictures, same_verdict, differences }) {
    if (pictures === 0) return el("p", { class: "hint" }, "No stored picture has been read by two backends.");
    const says = `${countText(pictures, "picture")} read by two backends: ${share(same_verdict, pictures)} with the same verdict.`;
    if (differences.length === 0) return el("p", {}, says);
    const rows = differences.map(({ verifications, fields }) => [
        el(
            "span",
            {},
            ...verifications.flatMap(({ id, backend, status }) => [
                el("a", { href: `#stored/${id}` }, backend),
                " ",
                badge(status),
                " ",
            ]),
        ),
        fields.join(", ") || "none",
    ]);
    return el("div", {}, el("p", {}, says), tableOf("Where backends differ", ["Verdicts", "Fields"], rows));
}

/** @param {Statistics} statistics */
function shown({ counted: count, truncated, by_backend, by_field, by_day, comparison }) {
    if (count === 0) return [el("p", { class: "empty" }, "Nothing is stored in these days.")];
    const of = truncated ? "the newest of more" : "all that the days hold";
    return [
        el("p", { class: "lead" }, `${countText(count, "stored verification")}, ${of}.`),
        tableOf(
            "Verdicts by backend",
            ["Backend", "Labels", ...verdictHeads(), "Mean time"],
            by_backend.map(({ backend, total, verdicts: own, mean_processing_time_ms: mean }) => [
                backend,
                String(total),
                ...counted(own),
                `${(mean / 1000).toFixed(1)} s`,
            ]),
        ),
        tableOf(
            "What came of each field",
            ["Field", "Right", "Violation", "Not legible"],
            by_field.map(({ field, right, violation, unread }) => {
                const whole = right + violation + unread;
                return [field, share(right, whole), share(violation, whole), share(unread, whole)];
            }),
        ),
        tableOf(
            "Verdicts by day (UTC)",
            ["Day", ...verdictHeads()],
            by_day.map(({ day, verdicts: own }) => [day, ...counted(own)]),
        ),
        el("h2", {}, "Backends compared"),
        comparisonOf(comparison),
    ];
}

/** Asks for the statistics of the days in the form, and shows them. */
export async function showStatistics() {
    const place = byId("statistics", HTMLElement);
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(byId("days", HTMLFormElement))) {
        if (typeof value === "string" && value !== "") query.set(name, value);
    }
    place.setAttribute("aria-busy", "true");
    try {
        place.replaceChildren(...shown(await askJson(`/statistics?${query}`)));
    } catch (error) {
        const off = error instanceof ServiceError && error.status === 404;
        const none = el("p", { class: "empty" }, "This service keeps no verifications.");
        place.replaceChildren(off ? none : problemBox(error, () => void showStatistics()));
    } finally {
        place.removeAttribute("aria-busy");
    }
}

export function setUpDays() {
    byId("days", HTMLFormElement).addEventListener("submit", (event) => {
        event.preventDefault();
        void showStatistics();
    });
}
