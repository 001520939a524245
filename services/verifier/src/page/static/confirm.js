import { byId } from "./dom.js";

/**
 * Asks before something is deleted for good. Escape and "Keep it" mean no; the focus goes back to where it was.
 *
 * @param {string} text
 * @returns {Promise<boolean>}
 */
export function confirmDeletion(text) {
    const dialog = byId("confirm", HTMLDialogElement);
    byId("confirm-text", HTMLElement).textContent = text;
    dialog.returnValue = "";
    byId("confirm-no", HTMLButtonElement).onclick = () => dialog.close();
    byId("confirm-yes", HTMLButtonElement).onclick = () => dialog.close("yes");
    return new Promise((resolve) => {
        dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
        dialog.showModal();
    });
}
