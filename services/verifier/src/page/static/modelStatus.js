import { askJson, ServiceError } from "./api.js";
import { announce, byId } from "./dom.js";
import { bytesText, durationText, timeText } from "./format.js";
import { explain } from "./problems.js";

/** @typedef {import("../../modelStatus/types").ModelStatus} ModelStatus */
/**
 * @typedef {object} View
 * @property {string} state of the CSS, and what is announced when it changes
 * @property {string} text
 * @property {string} [detail]
 * @property {number | "unknown"} [percentage] shows the bar
 */

const busyMs = 1500;
const calmMs = 15_000;
/** The writer says something every second; clocks differ. */
const silenceMs = 120_000;

/**
 * @param {ModelStatus} status
 * @returns {string} how much has arrived, and when the rest will have
 */
function progressText({ progress, updated_at: updated }) {
    if (updated !== null && Date.now() - new Date(updated).getTime() > silenceMs) {
        const stood = progress === null ? "" : ` It stood at ${progress.percentage.toFixed(1)} %.`;
        return `Nothing has been heard of it since ${timeText(updated)}: it may have stopped.${stood}`;
    }
    if (progress === null) return "Its size is not known yet.";
    const { downloaded_bytes: done, total_bytes: total, percentage, estimated_time_remaining_seconds: left } = progress;
    const estimate = left === null ? "time left not known yet" : `about ${durationText(left)} left`;
    return `${percentage.toFixed(1)} %: ${bytesText(done)} of ${bytesText(total)}, ${estimate}`;
}

/**
 * @param {ModelStatus} status
 * @returns {View}
 */
function viewOf(status) {
    const { model, status: state, progress, source, error } = status;
    const from = source === null ? "" : source === "s3" ? " from S3" : " from Ollama’s registry";
    const percentage = progress?.percentage ?? "unknown";
    switch (state) {
        case "ready":
            return { state, text: `Vision model ${model} is ready.` };
        case "downloading":
            return {
                state,
                text: `Downloading the vision model ${model}${from}.`,
                detail: progressText(status),
                percentage,
            };
        case "extracting":
            return {
                state,
                text: `Unpacking the vision model ${model}.`,
                detail: "Downloaded; nearly there.",
                percentage: "unknown",
            };
        case "error":
            return {
                state,
                text: `The vision model ${model} could not be fetched. Tesseract reads labels without it.`,
                detail: error ?? "No reason was given.",
            };
        case "not_started":
            return { state, text: `The download of the vision model ${model} has not started yet.` };
    }
}

/**
 * @param {unknown} error
 * @returns {View}
 */
function absent(error) {
    if (error instanceof ServiceError && error.status === 404) {
        return { state: "absent", text: "No vision model has been asked for. Tesseract reads labels without one." };
    }
    const { what, reason, advice } = explain(error);
    return {
        state: "unknown",
        text: "The state of the vision model is not known.",
        detail: reason ?? `${what} ${advice}`,
    };
}

/** @param {View} view */
function show({ state, text, detail, percentage }) {
    const section = byId("model", HTMLElement);
    const bar = byId("model-bar", HTMLProgressElement);
    const more = byId("model-detail", HTMLElement);
    // Once for each state: percentages would talk without end.
    if (section.dataset.state !== state && section.dataset.state !== undefined) announce(text);
    section.dataset.state = state;
    byId("model-text", HTMLElement).textContent = text;
    more.textContent = detail ?? "";
    more.hidden = detail === undefined;
    bar.hidden = percentage === undefined;
    if (typeof percentage === "number") bar.value = percentage;
    else bar.removeAttribute("value");
}

/** Asks for the state of the model's download for as long as the page is looked at: often while something moves. */
export async function watchModel() {
    for (;;) {
        let busy = false;
        if (!document.hidden) {
            try {
                /** @type {ModelStatus} */
                const status = await askJson("/model-status");
                busy = status.status !== "ready" && status.status !== "error";
                show(viewOf(status));
            } catch (error) {
                show(absent(error));
            }
        }
        await new Promise((resolve) => setTimeout(resolve, busy || document.hidden ? busyMs : calmMs));
    }
}
