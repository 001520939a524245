/**
 * Runs inside a page: the faults of its layout, as text. It must not use anything outside itself.
 *
 * @param pageWidth pixels
 */
export function layoutFaults(pageWidth: number): string[] {
    const faults: string[] = [];
    // A rendering rounds to pixels; half of one is no fault.
    const tolerance = 0.5;
    const say = (element: Element): string => `"${(element.textContent ?? "").trim().slice(0, 60)}"`;
    const drawn = [...document.querySelectorAll("svg text")].map((element) => ({
        element,
        box: element.getBoundingClientRect(),
    }));
    const cells = [...document.querySelectorAll("h1, h2, h3, p, li, th, td, dt, dd, caption, summary")]
        .filter((element) => element.getClientRects().length > 0)
        .map((element) => ({ element, box: element.getBoundingClientRect() }));

    for (const { element, box } of [...drawn, ...cells]) {
        if (box.left < -tolerance || box.right > pageWidth + tolerance) faults.push(`${say(element)} leaves the page`);
        if (element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0 && !element.closest("svg")) {
            faults.push(`${say(element)} is wider than its box`);
        }
    }
    drawn.forEach((one, index) => {
        for (const other of drawn.slice(index + 1)) {
            const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
            const down = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
            // Line boxes of neighbouring lines may touch by the descent of a font.
            if (across > tolerance && down > 3) faults.push(`${say(one.element)} and ${say(other.element)} overlap`);
        }
        const box = one.element.parentElement?.querySelector(":scope > rect[data-box]")?.getBoundingClientRect();
        if (box === undefined) return;
        const inside =
            one.box.left >= box.left - tolerance &&
            one.box.right <= box.right + tolerance &&
            one.box.top >= box.top - tolerance &&
            one.box.bottom <= box.bottom + tolerance;
        if (!inside) faults.push(`${say(one.element)} leaves its box`);
    });
    const boxes = [...document.querySelectorAll("svg rect[data-box=subnet]")].map((rect) =>
        rect.getBoundingClientRect(),
    );
    for (const { element, box } of drawn) {
        for (const edge of boxes) {
            const upright = box.top >= edge.top && box.bottom <= edge.bottom;
            const crossed = [edge.left, edge.right].some((x) => box.left < x - tolerance && box.right > x + tolerance);
            if (upright && crossed) faults.push(`${say(element)} crosses the edge of a subnet`);
        }
    }
    const cards = [...document.querySelectorAll("svg rect[data-box=card]")].map((card) => card.getBoundingClientRect());
    cards.forEach((one, index) => {
        for (const other of cards.slice(index + 1)) {
            const apart =
                one.right <= other.left ||
                other.right <= one.left ||
                one.bottom <= other.top ||
                other.bottom <= one.top;
            if (!apart) faults.push("two cards overlap");
        }
    });
    return faults;
}
