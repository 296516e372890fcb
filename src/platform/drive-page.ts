/**
 * Google Drive answers for large files with a page that asks to confirm that no virus scan was made. Its form holds
 * the address of the file: `<form id="download-form" action="...">` with hidden fields.
 */

/** Where the form on a confirmation page leads; undefined when the page is another, or leads to another host. */
export function confirmedAddress(page: string, from: URL): URL | undefined {
  const form = /<form[^>]*id="download-form"[^>]*action="([^"]+)"[^>]*>([\s\S]*?)<\/form>/i.exec(page);
  if (form === null) return undefined;
  let address: URL;
  try {
    address = new URL(unescapeHtml(form[1]!), from);
  } catch {
    return undefined;
  }
  if (address.origin !== from.origin) return undefined;
  for (const [input] of form[2]!.matchAll(/<input[^>]*type="hidden"[^>]*>/gi)) {
    const name = /name="([^"]*)"/i.exec(input)?.[1];
    const value = /value="([^"]*)"/i.exec(input)?.[1];
    if (name !== undefined && value !== undefined) address.searchParams.set(unescapeHtml(name), unescapeHtml(value));
  }
  return address;
}

/** The page's title for a message, quoted and led by a space; empty if it has none. */
export function titleOf(page: string): string {
  const title = /<title[^>]*>([^<]{1,200})<\/title>/i.exec(page)?.[1]?.trim();
  return title === undefined || title === '' ? '' : ` ${JSON.stringify(unescapeHtml(title))}`;
}

function unescapeHtml(text: string): string {
  return text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
