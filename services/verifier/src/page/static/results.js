import { askJson } from "./api.js";
import { announce, byId, el } from "./dom.js";
import { findingsOf } from "./findings.js";
import { countText } from "./format.js";
import { settings } from "./labelForm.js";
import { problemBox } from "./problems.js";
import { badge, summaryOf, verdictView } from "./verdict.js";
import { verdictWords } from "./words.js";

/** @typedef {import("./chosenFiles.js").Chosen} Chosen */
/** @typedef {import("./labelForm.js").Order} Order */
/** @typedef {import("./verdict.js").VerifyAnswer} VerifyAnswer */

/** The service reads as many labels as it has cores; one after the other leaves room for others. */
let turn = Promise.resolve();
let cards = 0;
/** What became of each label, in words. @type {Map<HTMLElement, string>} */
const outcomes = new Map();

/**
 * Counts what became of several labels, above them.
 *
 * @param {HTMLElement} card
 * @param {string} outcome
 */
function tally(card, outcome) {
    outcomes.set(card, outcome);
    /** @type {Map<string, number>} */
    const counts = new Map();
    for (const one of outcomes.values()) counts.set(one, (counts.get(one) ?? 0) + 1);
    const text = [...counts].map(([one, count]) => `${count} ${one.toLowerCase()}`).join(", ");
    const place = byId("tally", HTMLElement);
    place.hidden = outcomes.size < 2;
    place.textContent = `${countText(outcomes.size, "label")}: ${text}.`;
}

/**
 * @param {Chosen} label
 * @param {Order} order
 * @returns {Promise<VerifyAnswer>}
 */
async function send({ file, truth }, order) {
    const form = new FormData();
    const groundTruth = truth === undefined ? order.truth : await truth.text();
    form.append("image", file);
    if (groundTruth !== undefined) form.append("ground_truth", groundTruth);
    if (order.backend !== "") form.append("ocr_backend", order.backend);
    if (order.keep !== "") form.append("save_artifact", order.keep);
    return askJson("/verify", { method: "POST", body: form });
}

/** @param {VerifyAnswer["artifact"]} outcome */
function keptNote(outcome) {
    if (outcome === undefined) return undefined;
    if (outcome.saved) {
        const open = el("a", { href: `#stored/${outcome.id}` }, "Open what was kept");
        return el("p", { class: "hint" }, "Kept. ", open);
    }
    const text = outcome.retrying
        ? "Not kept yet: storage does not answer. The service tries again by itself."
        : `Not kept: ${outcome.error}`;
    return el("p", { class: "problem" }, text);
}

/**
 * One label's place in the results: waits, reads, and ends as verdict or problem.
 *
 * @param {Chosen} label
 * @param {Order} order
 */
function cardOf(label, order) {
    const { name } = label.file;
    const id = `result-${++cards}`;
    const state = el("p", { class: "state" }, "Waiting for its turn …");
    const heading = el("h3", { id }, name);
    const head = el("header", {}, heading, state);
    const body = el("div");
    const card = el("article", { class: "card result", "aria-labelledby": id }, head, body);

    async function read() {
        state.replaceChildren("Reading …");
        body.replaceChildren(el("progress", { "aria-label": `Reading ${name}` }));
        try {
            const answer = await send(label, order);
            const kept = keptNote(answer.artifact);
            body.replaceChildren(verdictView(answer, name, URL.createObjectURL(label.file)), ...(kept ? [kept] : []));
            state.replaceChildren(badge(answer.status));
            tally(card, verdictWords(answer.status).text);
            announce(`${name}: ${summaryOf(answer, findingsOf(answer.validation_results))}`);
        } catch (error) {
            body.replaceChildren(problemBox(error, again));
            state.replaceChildren(el("span", { class: "hint" }, "Not verified"));
            tally(card, "Not verified");
        }
    }
    // The advice may have been to read it with the other backend.
    function again() {
        order = { ...order, ...settings() };
        queue();
    }
    function queue() {
        state.replaceChildren("Waiting for its turn …");
        tally(card, "Waiting");
        body.replaceChildren();
        turn = turn.then(read);
    }
    return { card, queue };
}

/** @param {Order} order */
export function verifyAll(order) {
    const made = order.labels.map((label) => cardOf(label, order));
    byId("results", HTMLElement).hidden = false;
    byId("result-list", HTMLElement).prepend(...made.map(({ card }) => card));
    byId("results-title", HTMLElement).focus();
    for (const { queue } of made) queue();
}
