import { ChosenFiles } from "./chosenFiles.js";
import { announce, button, byId, el } from "./dom.js";
import { bytesText, countText } from "./format.js";

/** @typedef {import("./chosenFiles.js").Chosen} Chosen */
/**
 * @typedef {object} Order
 * @property {Chosen[]} labels
 * @property {string | undefined} truth JSON for labels without a file of their own
 * @property {string} backend empty: the service's default
 * @property {string} keep "true", "false", or empty: the service's default
 */

const chosen = new ChosenFiles();

/** @param {string} sentence empty: nothing is wrong */
function complain(sentence) {
    const problem = byId("form-problem", HTMLElement);
    problem.textContent = sentence;
    problem.hidden = sentence === "";
}

/** @param {Chosen} label */
function rowOf({ id, file, truth }) {
    const remove = button("Remove", () => removeAndStay(id), { "aria-label": `Remove ${file.name}` });
    const facts = truth === undefined ? bytesText(file.size) : `${bytesText(file.size)}, with ${truth.name}`;
    return el("li", {}, el("span", { class: "file-name" }, file.name), el("span", { class: "hint" }, facts), remove);
}

/** @param {number} id */
function removeAndStay(id) {
    const at = chosen.list().findIndex((label) => label.id === id);
    chosen.remove(id);
    show();
    // The button that had the focus is gone: its neighbour gets it, else the way to choose anew.
    const buttons = byId("chosen", HTMLElement).querySelectorAll("button");
    (buttons[Math.min(at, buttons.length - 1)] ?? byId("choose", HTMLElement)).focus();
}

function show() {
    const labels = chosen.list();
    const list = byId("chosen", HTMLElement);
    list.replaceChildren(...labels.map(rowOf));
    list.hidden = labels.length === 0;
    byId("send", HTMLElement).textContent = labels.length > 1 ? `Verify ${labels.length} labels` : "Verify";
    const [unmatched] = chosen.unmatched();
    complain(unmatched === undefined ? "" : `${unmatched} has no picture of the same name yet: add it, too.`);
}

/** @param {FileList | undefined} files */
function add(files) {
    if (files === undefined || files.length === 0) return;
    chosen.add(files);
    show();
    announce(`${countText(chosen.list().length, "picture")} chosen`);
}

/** @param {HTMLFormElement} form */
function truthOf(form) {
    const entries = [...new FormData(form)].filter(([, value]) => typeof value === "string" && value.trim() !== "");
    return entries.length === 0 ? undefined : JSON.stringify(Object.fromEntries(entries));
}

function setUpDropping() {
    const zone = byId("drop", HTMLElement);
    // Anywhere: a file that misses the zone would replace the page.
    document.addEventListener("dragover", (event) => {
        event.preventDefault();
        zone.classList.add("over");
    });
    for (const type of ["dragleave", "drop"]) {
        document.addEventListener(type, () => zone.classList.remove("over"));
    }
    document.addEventListener("drop", (event) => {
        event.preventDefault();
        add(event.dataTransfer?.files);
    });
    document.addEventListener("paste", (event) => add(event.clipboardData?.files));
}

/** How labels are read and kept, as the form says now. */
export function settings() {
    return { backend: byId("backend", HTMLSelectElement).value, keep: byId("keep", HTMLSelectElement).value };
}

/** @param {(order: Order) => void} onOrder */
export function setUpLabelForm(onOrder) {
    const form = byId("label-form", HTMLFormElement);
    const files = byId("files", HTMLInputElement);
    byId("choose", HTMLElement).addEventListener("click", () => files.click());
    files.addEventListener("change", () => {
        add(files.files ?? undefined);
        files.value = "";
    });
    setUpDropping();
    form.addEventListener("submit", (event) => {
        event.preventDefault();
        const labels = chosen.list();
        if (labels.length === 0) return complain("Choose a picture first.");
        onOrder({ labels, truth: truthOf(form), ...settings() });
        chosen.clear();
        show();
    });
}
