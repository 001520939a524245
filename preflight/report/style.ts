import { createHash } from "node:crypto";
import { trusted } from "./html";

/** The whole style of a report. Its hash stands in the page's content security policy. */
const style = `
:root {
  color-scheme: light;
  --page: #f1f5f9; --card: #fff; --ink: #0f172a; --soft: #475569; --line: #e2e8f0; --rule: #94a3b8; --accent: #1d4ed8;
  --good: #166534; --good-back: #dcfce7; --bad: #b91c1c; --bad-back: #fee2e2; --warn: #92400e; --warn-back: #fef3c7;
  --plain: #334155; --plain-back: #e2e8f0; --hop: #f8fafc; --barrier: #f0fdf4; --doubt: #fffbeb;
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.55 Arial, Helvetica, "Liberation Sans", "DejaVu Sans", sans-serif; }
header, main, footer { max-width: 1280px; margin: 0 auto; padding: 0 20px; }
header { padding-top: 32px; }
h1 { font-size: 28px; line-height: 1.2; margin: 0 0 4px; }
h2 { font-size: 20px; margin: 0 0 12px; }
h3 { font-size: 16px; margin: 24px 0 8px; }
p { margin: 0 0 12px; max-width: 80ch; }
.lead, .note { color: var(--soft); }
.note { font-size: 13.5px; }
nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: 4px 18px; padding: 0; margin: 14px 0 22px; }
a { color: var(--accent); }
section { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 22px 24px; margin: 0 0 20px; }
dl.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(180px, 1fr)); gap: 14px; margin: 0; }
dl.facts div { border: 1px solid var(--line); border-radius: 8px; padding: 12px 14px; }
dl.facts dt { color: var(--soft); font-size: 13px; }
dl.facts dd { margin: 2px 0 0; font-size: 20px; font-weight: 600; overflow-wrap: anywhere; }
dl.facts dd small { display: block; font-size: 13px; font-weight: 400; color: var(--soft); }
/* The picture has colors of its own. */
figure { margin: 0; background: #fff; border-radius: 8px; overflow-x: auto; color-scheme: light; }
figure svg { display: block; max-width: 100%; height: auto; margin: 0 auto; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 13.5px; margin: 0 0 14px; }
caption { text-align: left; color: var(--soft); padding: 0 0 6px; }
th, td { text-align: left; vertical-align: top; padding: 6px 10px; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
thead th { border-bottom: 2px solid var(--rule); color: var(--soft); font-weight: 600; white-space: nowrap; }
tbody th { font-weight: 600; min-width: 190px; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
tr.sum th, tr.sum td { border-top: 2px solid var(--rule); font-weight: 600; }
code { font: 12.5px/1.5 "DejaVu Sans Mono", "Liberation Mono", Consolas, monospace; overflow-wrap: anywhere; }
.tag { display: inline-block; border-radius: 4px; padding: 1px 8px; font-size: 12.5px; font-weight: 600; white-space: nowrap; }
.good { background: var(--good-back); color: var(--good); }
.bad { background: var(--bad-back); color: var(--bad); }
.warn { background: var(--warn-back); color: var(--warn); }
.plain { background: var(--plain-back); color: var(--plain); }
.verdict { border-radius: 8px; padding: 12px 16px; font-size: 22px; font-weight: 700; max-width: none; }
.verdict small { font-size: 14px; font-weight: 400; }
.nowrap { white-space: nowrap; }
details { border: 1px solid var(--line); border-radius: 8px; padding: 0 14px; margin: 0 0 8px; }
summary { cursor: pointer; padding: 9px 0; font-weight: 600; }
summary small { color: var(--soft); font-weight: 400; }
ul { padding-left: 20px; margin: 0 0 12px; }
.claim { border-top: 1px solid var(--line); padding: 14px 0 2px; }
.claim h3 { margin: 0 0 6px; }
.claim p { margin: 0 0 8px; }
.trail { border-left: 3px solid var(--line); padding: 2px 0 4px 12px; margin: 0 0 12px; font-size: 13.5px; }
.trail > p:first-child { max-width: none; font-weight: 600; margin: 0 0 4px; }
.trail ol { list-style: none; display: flex; flex-wrap: wrap; gap: 6px; margin: 0 0 4px; padding: 0; }
.trail li { border: 1px solid var(--rule); border-radius: 6px; background: var(--hop); padding: 2px 8px; overflow-wrap: anywhere; }
.trail li:not(:first-child)::before { content: "\\2192  "; color: var(--soft); }
.trail li.barrier { border: 1px solid var(--good); border-left-width: 4px; background: var(--barrier); }
.trail li.doubt { border-style: dashed; border-color: var(--warn); background: var(--doubt); }
.trail li.barrier:first-child::before, .trail li.barrier:not(:first-child)::before { content: "\\2715  "; color: var(--good); }
.trail li.doubt:first-child::before, .trail li.doubt:not(:first-child)::before { content: "?  "; color: var(--warn); }
footer { color: var(--soft); font-size: 13px; padding-bottom: 40px; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
@media screen and (prefers-color-scheme: dark) {
  :root {
    color-scheme: dark;
    --page: #0b1120; --card: #131c2e; --ink: #e2e8f0; --soft: #a3b1c6; --line: #2b3850; --rule: #64748b; --accent: #8ab4ff;
    --good: #86efac; --good-back: #14361f; --bad: #fca5a5; --bad-back: #4a1717; --warn: #fcd34d; --warn-back: #41300a;
    --plain: #cbd5e1; --plain-back: #2b3850; --hop: #1b2740; --barrier: #12291b; --doubt: #2d240c;
  }
}
@media screen and (max-width: 640px) {
  header, main, footer { padding-left: 10px; padding-right: 10px; }
  header { padding-top: 18px; }
  h1 { font-size: 24px; }
  section { padding: 16px 12px; border-radius: 8px; }
  nav ul { gap: 6px 14px; }
  ul { padding-left: 18px; }
  dl.facts { grid-template-columns: repeat(auto-fit, minmax(140px, 1fr)); gap: 8px; }
  dl.facts div { padding: 8px 10px; }
  dl.facts dd { font-size: 17px; }
  details { padding: 0 10px; }
  p, li, .verdict { overflow-wrap: anywhere; }
  /* Small print is worth a swipe; smaller print is not readable. */
  figure svg { min-width: 900px; max-width: none; }
  /* A row becomes a card: each cell below its own head. */
  table, caption, tbody, tr, th, td { display: block; }
  thead { display: none; }
  tbody tr { border: 1px solid var(--line); border-radius: 8px; padding: 6px 10px; margin: 0 0 8px; }
  tbody th, tbody td { border: 0; padding: 3px 0; min-width: 0; }
  .number { text-align: left; white-space: normal; }
  td:empty { display: none; }
  td[data-head]:not(:empty)::before { content: attr(data-head); display: block; color: var(--soft); font-size: 12px; }
  td[data-head="Value"]:not(:empty)::before { display: none; }
  .nowrap { white-space: normal; }
}
@media print {
  body { background: #fff; font-size: 11px; }
  header, main, footer { max-width: none; padding: 0; }
  nav { display: none; }
  section { border: 0; padding: 0; margin: 0 0 18px; }
  table { font-size: 10px; }
  tbody th { min-width: 110px; }
  tr, figure, dl.facts div { break-inside: avoid; }
  thead { display: table-header-group; }
  .scroll { overflow: visible; }
}
`;

/** Whole, so that no white space of the page gets into what the hash is of. */
export const styleElement = trusted(`<style>${style}</style>`);

/** No scripts, no loads, and the one style sheet by its hash. */
export function contentSecurityPolicy(): string {
    const hash = createHash("sha256").update(style).digest("base64");
    return `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'`;
}
