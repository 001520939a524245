import { byId } from "./dom.js";
import { setUpLabelForm } from "./labelForm.js";
import { watchModel } from "./modelStatus.js";
import { verifyAll } from "./results.js";
import { setUpFilter, showList } from "./storedList.js";
import { closeOne, showOne } from "./storedOne.js";
import { setUpDays, showStatistics } from "./statistics.js";
import { setUpToken } from "./token.js";

const titles = { verify: "Verify labels", stored: "Stored verifications", statistics: "Statistics" };

/** Shows what the address names: #verify, #stored, #stored/<id> or #statistics. Back and forward, and links, just work. */
function route() {
    // The skip link's target is no view.
    if (location.hash === "#content") return;
    const [view, id] = location.hash.slice(1).split("/");
    const stored = view === "stored";
    const shown = view === "stored" || view === "statistics" ? view : "verify";
    for (const name of Object.keys(titles)) byId(`view-${name}`, HTMLElement).hidden = name !== shown;
    byId("stored-list", HTMLElement).hidden = byId("filter", HTMLElement).hidden = id !== undefined;
    for (const link of document.querySelectorAll("nav a")) {
        if (link.getAttribute("href") === `#${shown}`) link.setAttribute("aria-current", "page");
        else link.removeAttribute("aria-current");
    }
    document.title = `${titles[shown]} – Label verifier`;
    closeOne();
    if (stored && id === undefined) void showList();
    if (stored && id !== undefined) void showOne(id);
    if (shown === "statistics") void showStatistics();
}

setUpLabelForm(verifyAll);
setUpFilter();
setUpDays();
setUpToken(route);
window.addEventListener("hashchange", route);
route();
void watchModel();
