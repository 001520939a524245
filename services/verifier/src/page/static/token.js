import { byId } from "./dom.js";

const key = "verifier-token";

/** @returns {string | null} this tab's token; sessionStorage is gone with the tab, and never goes to another one */
export function token() {
    return sessionStorage.getItem(key);
}

/** Opens the field for the token, and goes there. */
export function askForToken() {
    byId("access", HTMLDetailsElement).open = true;
    byId("token", HTMLInputElement).focus();
}

/** @param {() => void} onChange */
export function setUpToken(onChange) {
    const input = byId("token", HTMLInputElement);
    const state = byId("token-state", HTMLElement);
    const show = () => {
        state.textContent = token() === null ? "No token is in use." : "A token is in use.";
    };
    byId("token-form", HTMLFormElement).addEventListener("submit", (event) => {
        event.preventDefault();
        const value = input.value.trim();
        // What a header cannot carry would fail in fetch, far from its cause.
        if (!/^[\x21-\x7e]+$/.test(value)) {
            state.textContent = "A token has printable characters and no spaces.";
            return;
        }
        sessionStorage.setItem(key, value);
        input.value = "";
        show();
        onChange();
    });
    byId("forget", HTMLButtonElement).addEventListener("click", () => {
        sessionStorage.removeItem(key);
        input.value = "";
        show();
        onChange();
    });
    show();
}
