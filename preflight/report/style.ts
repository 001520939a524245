/** The whole style of a report. Its hash stands in the page's content security policy. */
export const style = `
:root { color-scheme: light; --ink: #0f172a; --soft: #475569; --line: #e2e8f0; --accent: #1d4ed8; --good: #166534; --bad: #b91c1c; --warn: #92400e; }
* { box-sizing: border-box; }
body { margin: 0; background: #f1f5f9; color: var(--ink); font: 15px/1.55 Arial, Helvetica, "Liberation Sans", "DejaVu Sans", sans-serif; }
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
section { background: #fff; border: 1px solid var(--line); border-radius: 10px; padding: 22px 24px; margin: 0 0 20px; }
dl.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(180px, 1fr)); gap: 14px; margin: 0; }
dl.facts div { border: 1px solid var(--line); border-radius: 8px; padding: 12px 14px; }
dl.facts dt { color: var(--soft); font-size: 13px; }
dl.facts dd { margin: 2px 0 0; font-size: 20px; font-weight: 600; overflow-wrap: anywhere; }
dl.facts dd small { display: block; font-size: 13px; font-weight: 400; color: var(--soft); }
figure { margin: 0; }
figure svg { display: block; max-width: 100%; height: auto; margin: 0 auto; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 13.5px; margin: 0 0 14px; }
caption { text-align: left; color: var(--soft); padding: 0 0 6px; }
th, td { text-align: left; vertical-align: top; padding: 6px 10px; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
thead th { border-bottom: 2px solid #cbd5e1; color: var(--soft); font-weight: 600; white-space: nowrap; }
tbody th { font-weight: 600; min-width: 190px; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
tr.sum th, tr.sum td { border-top: 2px solid #94a3b8; font-weight: 600; }
code { font: 12.5px/1.5 "DejaVu Sans Mono", "Liberation Mono", Consolas, monospace; overflow-wrap: anywhere; }
.tag { display: inline-block; border-radius: 4px; padding: 1px 8px; font-size: 12.5px; font-weight: 600; white-space: nowrap; }
.good { background: #dcfce7; color: var(--good); }
.bad { background: #fee2e2; color: var(--bad); }
.warn { background: #fef3c7; color: var(--warn); }
.plain { background: #e2e8f0; color: #334155; }
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
.trail li { border: 1px solid #94a3b8; border-radius: 6px; background: #f8fafc; padding: 2px 8px; overflow-wrap: anywhere; }
.trail li:not(:first-child)::before { content: "\\2192  "; color: var(--soft); }
.trail li.barrier { border: 1px solid var(--good); border-left-width: 4px; background: #f0fdf4; }
.trail li.doubt { border-style: dashed; border-color: var(--warn); background: #fffbeb; }
.trail li.barrier:first-child::before, .trail li.barrier:not(:first-child)::before { content: "\\2715  "; color: var(--good); }
.trail li.doubt:first-child::before, .trail li.doubt:not(:first-child)::before { content: "?  "; color: var(--warn); }
footer { color: var(--soft); font-size: 13px; padding-bottom: 40px; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
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
