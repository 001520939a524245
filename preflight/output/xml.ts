/** What XML 1.0 takes as it is: a control character has no form in it at all, not even as a reference. */
const notXml =
    // eslint-disable-next-line no-control-regex
    /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const entities: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "\n": "&#10;",
    "\r": "&#13;",
    "\t": "&#9;",
};

/** Text of an element or a value of an attribute, whatever a plan holds. */
export const xml = (text: string): string =>
    text.replace(notXml, "\ufffd").replace(/[&<>"\n\r\t]/g, (one) => entities[one]);

/** An element with attributes; those that are undefined are left out. */
export function element(
    name: string,
    attributes: Readonly<Record<string, string | number | undefined>>,
    content = "",
): string {
    const written = Object.entries(attributes).flatMap(([key, value]) =>
        value === undefined ? [] : ` ${key}="${xml(String(value))}"`,
    );
    return `<${name}${written.join("")}${content === "" ? "/>" : `>${content}</${name}>`}`;
}
