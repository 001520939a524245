/**
 * An element with attributes and children. Text becomes text nodes, never markup: label texts and file names are hostile.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | boolean | undefined>} [attributes] `true` sets an empty one, `false` and undefined none
 * @param {...(Node | string | undefined)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function el(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
        if (value === undefined || value === false) continue;
        element.setAttribute(name, value === true ? "" : value);
    }
    element.append(...children.filter((child) => child !== undefined));
    return element;
}

/**
 * A button that does something.
 *
 * @param {string} text
 * @param {() => void} onClick
 * @param {Record<string, string>} [attributes]
 */
export function button(text, onClick, attributes = {}) {
    const element = el("button", { type: "button", ...attributes }, text);
    element.addEventListener("click", onClick);
    return element;
}

/**
 * The element of the document with an id; throws when it is not of the type.
 *
 * @template {HTMLElement} Type
 * @param {string} id
 * @param {new () => Type} type
 * @returns {Type}
 */
export function byId(id, type) {
    const element = document.getElementById(id);
    if (element instanceof type) return element;
    throw new Error(`the document has no ${type.name} #${id}`);
}

/**
 * Says a sentence to screen readers, without moving the focus.
 *
 * @param {string} sentence
 */
export function announce(sentence) {
    byId("announcer", HTMLElement).textContent = sentence;
}
