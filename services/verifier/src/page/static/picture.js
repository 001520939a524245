import { button, el } from "./dom.js";
import { keepTagsApart } from "./tags.js";
import { fieldName, signs } from "./words.js";

/** @typedef {import("./findings.js").Finding} Finding */

/**
 * @param {Finding} finding the first at its place
 * @param {Finding[]} findings all of the list
 * @param {{ width: number, height: number }} size of the picture, upright, in its own pixels
 * @param {(place: string) => void} onShow
 */
function boxOf({ field, outcome, place, box }, findings, { width, height }, onShow) {
    if (!box || place !== field) return undefined;
    const name = fieldName(field);
    const data = { "data-field": field, "data-place": place, "data-outcome": outcome };
    const element = button("", () => onShow(place), { class: "box", ...data });
    const here = findings.filter((finding) => finding.place === place);
    const numbers = here.map((finding) => findings.indexOf(finding) + 1).join(" ");
    element.append(
        el(
            "span",
            { class: "tag", "aria-hidden": "true" },
            `${numbers} `,
            el("span", { class: "tag-name" }, `${name} `),
            signs[outcome],
        ),
        el(
            "span",
            { class: "unseen" },
            `${here.map((one) => `${fieldName(one.field)}: ${one.says}`).join(", ")}. Show in the list`,
        ),
    );
    // Through the object model: the policy of the page lets no style attribute pass.
    element.style.left = `${(box.left / width) * 100}%`;
    element.style.top = `${(box.top / height) * 100}%`;
    element.style.width = `${(box.width / width) * 100}%`;
    element.style.height = `${(box.height / height) * 100}%`;
    return element;
}

/**
 * The picture with a box at each field that was found. Browsers turn pictures upright by EXIF, as the reader does.
 *
 * @param {string} url
 * @param {string} name
 * @param {Finding[]} findings
 * @param {(place: string) => void} onShow
 */
export function pictureWithBoxes(url, name, findings, onShow) {
    const image = el("img", { src: url, alt: `Label ${name}` });
    const frame = el("div", { class: "frame" }, image);
    const figure = el("figure", { class: "picture" }, frame);
    image.addEventListener("load", () => {
        const size = { width: image.naturalWidth, height: image.naturalHeight };
        const boxes = findings.map((finding) => boxOf(finding, findings, size, onShow));
        frame.append(...boxes.filter((box) => box !== undefined));
        keepTagsApart(frame);
        if (findings.length > 0 && findings.every(({ box }) => box === undefined)) {
            figure.append(el("figcaption", { class: "hint" }, "The reader gave no positions on the picture."));
        }
    });
    image.addEventListener("error", () => {
        frame.replaceChildren(
            el(
                "p",
                { class: "hint no-picture" },
                "This browser cannot show the picture (TIFF, for instance). The verdict is complete.",
            ),
        );
    });
    return figure;
}
