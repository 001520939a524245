import { html, type Html } from "./html";
import { contentSecurityPolicy, styleElement } from "./style";

export interface Page {
    readonly title: string;
    readonly lead: Html | string;
    /** Ids and titles, as the navigation has them. */
    readonly sections: readonly (readonly [id: string, title: string])[];
    readonly main: readonly (Html | string)[];
    readonly footer: string;
}

/** A whole page without scripts and external resources. */
export const page = ({ title, lead, sections, main, footer }: Page): string =>
    html`<!doctype html>
        <html lang="en">
            <head>
                <meta charset="utf-8" />
                <meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy()}" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <title>${title}</title>
                <link rel="icon" href="data:," />
                ${styleElement}
            </head>
            <body>
                <header>
                    <h1>${title}</h1>
                    <p class="lead">${lead}</p>
                    <nav aria-label="Sections">
                        <ul>
                            ${sections.map(([id, name]) => html`<li><a href="#${id}">${name}</a></li>`)}
                        </ul>
                    </nav>
                </header>
                <main>${main.flatMap((part) => [part, " "])}</main>
                <footer><p>${footer}</p></footer>
            </body>
        </html> `.html;
