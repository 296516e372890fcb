/**
 * Parses the page that Google Drive returns for large files, which asks for confirmation because it did not scan for viruses. Its
 * form contains the file's address: `<form id="download-form" action="...">` with hidden fields. Tags are scanned once from
 * beginning to end, in time proportional to the page's length.
 */

/** The address that the confirmation form leads to; undefined for another page, or a form that leads to another host. */
export function confirmedAddress(page: string, from: URL): URL | undefined {
  for (const form of tags(page, 'form')) {
    const action = attribute(form.text, 'action');
    if (attribute(form.text, 'id') !== 'download-form' || action === undefined) continue;
    const address = parsedAddress(action, from);
    if (address?.origin !== from.origin) return undefined;
    const end = page.indexOf('</form', form.end);
    for (const input of tags(page.slice(form.end, end < 0 ? undefined : end), 'input')) {
      const name = attribute(input.text, 'name');
      const value = attribute(input.text, 'value');
      if (attribute(input.text, 'type') !== 'hidden' || name === undefined || value === undefined) continue;
      address.searchParams.set(name, value);
    }
    return address;
  }
  return undefined;
}

/** In characters: how much of a title is shown. */
const longestTitle = 200;

/** The page's title for a message, quoted and preceded by a space; empty if there is none. */
export function titleOf(page: string): string {
  for (const { end } of tags(page, 'title')) {
    const close = page.indexOf('<', end);
    const title = page.slice(end, Math.min(close < 0 ? page.length : close, end + longestTitle)).trim();
    return title === '' ? '' : ` ${JSON.stringify(unescapeHtml(title))}`;
  }
  return '';
}

interface Tag {
  /** The tag's name and attributes, without the brackets. */
  readonly text: string;
  /** The position after the tag. */
  readonly end: number;
}

function* tags(page: string, name: string): Generator<Tag> {
  const lower = page.toLowerCase();
  for (let at = lower.indexOf(`<${name}`); at >= 0; ) {
    const end = page.indexOf('>', at);
    if (end < 0) return;
    yield { text: page.slice(at + 1, end), end: end + 1 };
    at = lower.indexOf(`<${name}`, end);
  }
}

/** The value of `name="value"` in a tag. */
function attribute(tag: string, name: string): string | undefined {
  const begin = tag.search(new RegExp(`\\s${name}="`, 'i'));
  if (begin < 0) return undefined;
  const from = begin + name.length + 3;
  const end = tag.indexOf('"', from);
  return end < 0 ? undefined : unescapeHtml(tag.slice(from, end));
}

function parsedAddress(address: string, from: URL): URL | undefined {
  try {
    return new URL(address, from);
  } catch {
    return undefined;
  }
}

function unescapeHtml(text: string): string {
  return text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
