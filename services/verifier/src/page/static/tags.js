/**
 * @param {DOMRect} one
 * @param {DOMRect} other
 */
function cross(one, other) {
    return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}

/**
 * @param {Element} frame
 * @returns {boolean} whether the name of a box lies on another box, or on its name
 */
function covers(frame) {
    const parts = [...frame.querySelectorAll(".tag")].map((tag) => ({
        tag: tag.getBoundingClientRect(),
        box: /** @type {Element} */ (tag.parentElement).getBoundingClientRect(),
    }));
    return parts.some((one) =>
        parts.some((other) => one !== other && (cross(one.tag, other.box) || cross(one.tag, other.tag))),
    );
}

/**
 * Names stand at their boxes where there is room; else their numbers do, and the name comes with pointer and focus.
 *
 * @param {HTMLElement} frame
 */
export function keepTagsApart(frame) {
    new ResizeObserver(() => {
        frame.classList.remove("tight");
        frame.classList.toggle("tight", covers(frame));
    }).observe(frame);
}
