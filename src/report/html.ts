/** Writes HTML in such a way that text can never become markup. */

/** Text that is already markup. */
export interface Markup {
  readonly markup: string;
}

type Part = string | number | Markup | readonly Markup[];

/** Escapes text for an element or a quoted attribute. */
export function escapeText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** A template tag that escapes its values unless they are markup. Attributes must be quoted. */
export function html(literals: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return { markup: literals.reduce((text, literal, i) => text + markupOf(parts[i - 1]!) + literal) };
}

/** Declares text to be markup: for drawings, style sheets and scripts that this project itself writes. */
export function trusted(markup: string): Markup {
  return { markup };
}

/** Data for a script of the page, as the text of a `<script type="application/json">`, which no value can end. */
export function scriptData(data: unknown): Markup {
  return { markup: JSON.stringify(data).replaceAll('<', '\\u003c') };
}

function markupOf(part: Part): string {
  if (typeof part === 'string') return escapeText(part);
  if (typeof part === 'number') return String(part);
  return 'markup' in part ? part.markup : part.map(({ markup }) => markup).join('');
}
