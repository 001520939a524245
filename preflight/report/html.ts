import { escapeXml } from "../../analysis/diagram/text";

/** Markup that is safe to insert. Only the functions of this file make it out of text. */
export interface Html {
    readonly html: string;
}

type Part = Html | string | number | readonly Part[];

/** A template whose values are escaped unless they are markup already. */
export function html(strings: TemplateStringsArray, ...values: readonly Part[]): Html {
    return { html: strings.map((text, i) => text + (i < values.length ? render(values[i]) : "")).join("") };
}

/** Markup made elsewhere, inserted as it is. */
export function trusted(markup: string): Html {
    return { html: markup };
}

function render(part: Part): string {
    if (typeof part === "string" || typeof part === "number") return escapeXml(String(part));
    if ("html" in part) return part.html;
    return part.map(render).join("");
}

export interface Column {
    readonly head: string;
    /** Right-aligned figures. */
    readonly number?: boolean;
}

/** A table with a caption and column heads; the first cell of a row is its head. */
export function table(caption: string, columns: readonly Column[], rows: readonly (readonly Part[])[]): Html {
    const cell = (content: Part, i: number): Html => {
        if (i === 0) return html`<th scope="row">${content}</th>`;
        // Where there is no room for columns, the head stands above the cell.
        const { head, number } = columns[i];
        return number === true
            ? html`<td data-head="${head}" class="number">${content}</td>`
            : html`<td data-head="${head}">${content}</td>`;
    };
    return html`<div class="scroll">
        <table>
            <caption>
                ${caption}
            </caption>
            <thead>
                <tr>
                    ${columns.map(({ head, number }) =>
                        number === true
                            ? html`<th scope="col" class="number">${head}</th>`
                            : html`<th scope="col">${head}</th>`,
                    )}
                </tr>
            </thead>
            <tbody>
                ${rows.map(
                    (row) =>
                        html`<tr>
                            ${row.map(cell)}
                        </tr> `,
                )}
            </tbody>
        </table>
    </div>`;
}

/** Facts at a glance: what, its value, and in small what it rests on. */
export const factList = (facts: readonly (readonly [name: string, value: string, detail: string])[]): Html =>
    html`<dl class="facts">
        ${facts.map(
            ([name, value, detail]) =>
                html`<div>
                    <dt>${name}</dt>
                    <dd>${value}<small>${detail}</small></dd>
                </div>`,
        )}
    </dl>`;

export function section(id: string, title: string, ...content: readonly Part[]): Html {
    return html`<section id="${id}" aria-labelledby="${id}-heading">
        <h2 id="${id}-heading">${title}</h2>
        ${content}
    </section> `;
}
