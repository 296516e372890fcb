/** Writing HTML so that no text can become markup. */

/** What is markup already. */
export interface Markup {
  readonly markup: string;
}

type Part = string | number | Markup | readonly Markup[];

/** Text as it may stand in an element or a quoted attribute. */
export function escapeText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** A template whose values are escaped, unless they are markup. Attributes must be quoted. */
export function html(literals: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return { markup: literals.reduce((text, literal, i) => text + markupOf(parts[i - 1]!) + literal) };
}

/** Takes a text for markup: for drawings, style sheets and scripts of this project's own making. */
export function trusted(markup: string): Markup {
  return { markup };
}

/** Data for a script of the page, as the text of a `<script type="application/json">`, which nothing in it can end. */
export function scriptData(data: unknown): Markup {
  return { markup: JSON.stringify(data).replaceAll('<', '\\u003c') };
}

function markupOf(part: Part): string {
  if (typeof part === 'string') return escapeText(part);
  if (typeof part === 'number') return String(part);
  return 'markup' in part ? part.markup : part.map(({ markup }) => markup).join('');
}
