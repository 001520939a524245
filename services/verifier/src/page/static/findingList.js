import { compareWords } from "./difference.js";
import { button, el } from "./dom.js";
import { fieldName, signs } from "./words.js";

/** @typedef {import("./findings.js").Finding} Finding */

/**
 * @param {{ word: string, alone: boolean }[]} words
 * @returns {Node[]} the words that only this side has are marked
 */
function marked(words) {
    return words.flatMap(({ word, alone }) => [
        alone ? el("mark", {}, word) : document.createTextNode(word),
        document.createTextNode(" "),
    ]);
}

/**
 * @param {Finding} finding
 * @returns {{ expected: Node[], actual: Node[] }}
 */
function texts({ field, outcome, expected, actual }) {
    const plain = (/** @type {string | null} */ text) => [
        text === null ? el("em", {}, "nothing found") : document.createTextNode(text),
    ];
    // An alcohol content is one number within a tolerance: its words say nothing.
    const comparable = outcome !== "good" && field !== "abv" && expected !== null && actual !== null;
    const words = comparable ? compareWords(expected, actual, field === "government_warning.header") : undefined;
    if (!words) return { expected: plain(expected), actual: plain(actual) };
    return { expected: marked(words[0]), actual: marked(words[1]) };
}

/**
 * @param {Finding} finding
 */
function details(finding) {
    const { expected, similarity, citation } = finding;
    const shown = texts(finding);
    /** @param {string} term @param {(Node | string)[]} content */
    const row = (term, ...content) => el("div", {}, el("dt", {}, term), el("dd", {}, ...content));
    return el(
        "dl",
        {},
        expected === null ? undefined : row("Expected", ...shown.expected),
        row("On the label", ...shown.actual),
        similarity === undefined ? undefined : row("Similarity", `${(similarity * 100).toFixed(1)} %`),
        row("Rule", citation),
    );
}

/**
 * The findings as a list; each one that has a place on the picture links there.
 *
 * @param {Finding[]} findings
 * @param {(place: string) => void} onShow
 */
export function findingList(findings, onShow) {
    return el(
        "ol",
        { class: "findings" },
        ...findings.map((finding, index) => {
            const { field, outcome, says, box, place } = finding;
            const name = fieldName(field);
            const number = el("span", { class: "number", "aria-hidden": "true" }, String(index + 1));
            const title = box
                ? button(name, () => onShow(place), { class: "link", "aria-label": `${name}: show on the picture` })
                : name;
            return el(
                "li",
                { "data-field": field, "data-place": place, "data-outcome": outcome },
                el("p", { class: "title" }, number, title),
                el("p", { class: "outcome" }, el("span", { "aria-hidden": "true" }, signs[outcome]), ` ${says}`),
                details(finding),
            );
        }),
    );
}
