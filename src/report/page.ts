/** The frame of a self-contained page, which loads nothing from other addresses. */
import { html, type Markup, trusted } from './html.ts';

const style = `
:root { color-scheme: light dark; --paper: #fff; --ground: #f5f7f9; --ink: #1b2430; --quiet: #56616f; --line: #d6dce3; --mark: #0072b2; --warn: #fff4dc; --warn-line: #d99a00; --tallest: 24rem; }
@media (prefers-color-scheme: dark) { :root { --paper: #1a2027; --ground: #12171c; --ink: #e6eaee; --quiet: #a3aebb; --line: #36404b; --mark: #5fb4e5; --warn: #3a2f12; --warn-line: #c48e14; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 1180px; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .5rem; text-wrap: balance; }
h2 { font-size: 1.2rem; margin: 2.5rem 0 .5rem; }
h3 { font-size: 1rem; margin: 1rem 0 .3rem; }
p { max-width: 46rem; margin: .5rem 0; }
h1, h2, h3, p, caption { overflow-wrap: anywhere; }
.quiet { color: var(--quiet); }
.notice { background: var(--warn); border-left: 4px solid var(--warn-line); padding: .5rem .9rem; max-width: none; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; background: var(--paper); font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--quiet); padding: .2rem 0; }
th, td { padding: .4rem .8rem; border: 1px solid var(--line); text-align: right; vertical-align: top; }
th[scope=row], td.text { text-align: left; }
thead th { background: var(--ground); }
td small { display: block; color: var(--quiet); white-space: nowrap; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 440px), 1fr)); gap: 1rem; align-items: start; }
figure { margin: 0; background: var(--paper); border: 1px solid var(--line); border-radius: 6px; overflow: hidden; }
figure > svg { display: block; width: 100%; height: auto; }
figcaption { padding: .5rem .8rem; font-size: .875rem; overflow-wrap: anywhere; }
.photos { display: grid; grid-template-columns: repeat(auto-fill, minmax(170px, 1fr)); gap: .8rem; list-style: none; padding: 0; }
.photos .picture { position: relative; display: block; margin: 0 auto; }
.photos img { display: block; width: 100%; height: auto; max-height: var(--tallest); object-fit: contain; }
.photos .box { position: absolute; border: 2px solid #40dc82; box-shadow: 0 0 0 1px #0008; }
.photos figcaption b { display: block; font-weight: 600; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: .8rem; max-width: 900px; }
.pair img { display: block; width: 100%; height: auto; max-height: 42rem; object-fit: contain; }
.missing { display: grid; place-items: center; aspect-ratio: 4 / 3; color: var(--quiet); font-size: .875rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; }
dt { color: var(--quiet); } dd { margin: 0; overflow-wrap: anywhere; }
details { background: var(--paper); border: 1px solid var(--line); border-radius: 6px; padding: .4rem .8rem; margin: .4rem 0; }
summary { cursor: pointer; }
details ul { columns: 16rem; font-size: .875rem; overflow-wrap: anywhere; padding-left: 1.1rem; }
a, summary { color: var(--mark); }
:focus-visible { outline: 3px solid var(--mark); outline-offset: 2px; }
@media (prefers-color-scheme: dark) { @media screen { figure > svg { filter: invert(.9) hue-rotate(180deg); } } }
@media (max-width: 560px) { dl { display: block; } dd { margin: 0 0 .5rem; } }
@media print { body { background: #fff; font-size: 11pt; } main { max-width: none; padding: 0; } figure, tr { break-inside: avoid; } h2 { break-after: avoid; } }
`;

/** An HTML document: light and dark, for wide and narrow screens and paper. `extra` is inserted at the end of the head. */
export function page(title: string, body: Markup, extra: Markup = trusted('')): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${trusted(style)}</style>
${extra}
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`.markup;
}
