import { el } from "./dom.js";
import { findingList } from "./findingList.js";
import { findingsOf } from "./findings.js";
import { countText } from "./format.js";
import { pictureWithBoxes } from "./picture.js";
import { verdictWords } from "./words.js";

/** @typedef {import("../../verify/verifier").VerifyAnswer} VerifyAnswer */
/** @typedef {import("./findings.js").Finding} Finding */

/**
 * @param {string} status
 */
export function badge(status) {
    const { sign, text } = verdictWords(status);
    return el(
        "span",
        { class: "badge", "data-status": status },
        el("span", { "aria-hidden": "true" }, sign),
        ` ${text}`,
    );
}

/**
 * @param {Partial<VerifyAnswer>} answer
 * @param {Finding[]} findings
 * @returns {string} the verdict in a sentence
 */
export function summaryOf({ status }, findings) {
    const count = (/** @type {string} */ outcome) => findings.filter((finding) => finding.outcome === outcome).length;
    const parts = [verdictWords(status ?? "ERROR").text];
    if (count("bad") > 0) parts.push(countText(count("bad"), "violation"));
    if (count("unclear") > 0) parts.push(`${count("unclear")} not legible`);
    return parts.join(", ");
}

/**
 * @param {Partial<VerifyAnswer>} answer
 */
function facts({ validation_level: level, processing_time_seconds: seconds }) {
    const compared =
        level === "FULL_VALIDATION"
            ? "Compared with the application."
            : "No application was given: presence and the warning were checked.";
    return seconds === undefined ? compared : `${compared} Read and judged in ${seconds.toFixed(1)} s.`;
}

/**
 * Marks what belongs to a place, in list and picture alike, while either is pointed at or has the focus.
 *
 * @param {HTMLElement} container
 */
function linkByHover(container) {
    /** @param {Event} event */
    const follow = ({ target, type }) => {
        const at = target instanceof Element ? target.closest("[data-place]") : null;
        const left = type === "pointerout" || type === "focusout";
        for (const one of container.querySelectorAll("[data-place]")) {
            const same = at !== null && one.getAttribute("data-place") === at.getAttribute("data-place");
            one.classList.toggle("linked", same && !left);
        }
    };
    for (const type of ["pointerover", "pointerout", "focusin", "focusout"]) container.addEventListener(type, follow);
}

/**
 * @param {string[]} warnings
 */
function notes(warnings) {
    if (warnings.length === 0) return undefined;
    return el(
        "aside",
        { class: "notes" },
        el("p", { class: "title" }, "For a human to know"),
        el("ul", {}, ...warnings.map((warning) => el("li", {}, warning))),
    );
}

/**
 * The verdict on one label: on the picture and as a list, each linked with the other.
 *
 * @param {Partial<VerifyAnswer>} answer
 * @param {string} name of the picture
 * @param {string | undefined} url of the picture; undefined when there is none to show
 */
export function verdictView(answer, name, url) {
    const findings = findingsOf(answer.validation_results);
    const view = el("div", { class: "verdict" });
    /** @param {string} selector */
    const goTo = (selector) => (/** @type {string} */ place) => {
        const all = [...view.querySelectorAll(selector)];
        const target = all.find((one) => one.closest("[data-place]")?.getAttribute("data-place") === place);
        if (!(target instanceof HTMLElement)) return;
        target.focus({ preventScroll: true });
        target.scrollIntoView({ block: "nearest" });
    };
    const side = el(
        "div",
        {},
        answer.error === undefined ? undefined : el("p", { class: "problem" }, answer.error),
        el("p", {}, el("strong", {}, `${summaryOf(answer, findings)}.`)),
        el("p", { class: "hint" }, facts(answer)),
        findings.length === 0 ? undefined : findingList(findings, goTo(".box")),
        notes(answer.warnings ?? []),
    );
    if (url !== undefined) view.append(pictureWithBoxes(url, name, findings, goTo(".findings .link")));
    view.append(side);
    linkByHover(view);
    return view;
}
