import { byId } from "./dom.js";
import { setUpLabelForm } from "./labelForm.js";
import { watchModel } from "./modelStatus.js";
import { verifyAll } from "./results.js";
import { setUpFilter, showList } from "./storedList.js";
import { closeOne, showOne } from "./storedOne.js";
import { setUpToken } from "./token.js";

/** Shows what the address names: #verify, #stored or #stored/<id>. Back and forward, and links, just work. */
function route() {
    // The skip link's target is no view.
    if (location.hash === "#content") return;
    const [view, id] = location.hash.slice(1).split("/");
    const stored = view === "stored";
    byId("view-verify", HTMLElement).hidden = stored;
    byId("view-stored", HTMLElement).hidden = !stored;
    byId("stored-list", HTMLElement).hidden = byId("filter", HTMLElement).hidden = id !== undefined;
    for (const link of document.querySelectorAll("nav a")) {
        if (link.getAttribute("href") === (stored ? "#stored" : "#verify")) link.setAttribute("aria-current", "page");
        else link.removeAttribute("aria-current");
    }
    document.title = `${stored ? "Stored verifications" : "Verify labels"} – Label verifier`;
    closeOne();
    if (stored && id === undefined) void showList();
    if (stored && id !== undefined) void showOne(id);
}

setUpLabelForm(verifyAll);
setUpFilter();
setUpToken(route);
window.addEventListener("hashchange", route);
route();
void watchModel();
