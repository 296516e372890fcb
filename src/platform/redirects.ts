import { HyperIqaError } from '../errors.ts';

const mostRedirects = 10;

/**
 * Fetches an address and follows redirects, as long as they lead to the publisher's hosts.
 * @param hosts where redirects may lead, besides the address's own host: names, or `.name` for all its subdomains.
 * @throws HyperIqaError DOWNLOAD for a redirect to another host, from https to http, or too many of them; what fetch throws.
 */
export async function fetchFollowing(
  address: URL,
  hosts: readonly string[],
  options: { readonly headers: Readonly<Record<string, string>>; readonly signal: AbortSignal },
): Promise<{ readonly response: Response; readonly address: URL }> {
  let current = address;
  for (let redirects = 0; redirects <= mostRedirects; redirects++) {
    const response = await fetch(current, { ...options, redirect: 'manual' });
    const location = response.headers.get('location');
    if (response.status < 300 || response.status > 399 || location === null) return { response, address: current };
    await response.body?.cancel();
    current = redirectedTo(location, current, [address.hostname, ...hosts]);
  }
  throw new HyperIqaError('DOWNLOAD', `${address.href}: the server redirects more than ${mostRedirects} times.`);
}

/**
 * The address that a redirect leads to.
 * @throws HyperIqaError DOWNLOAD when its host is none of `hosts`, it is not https though `from` is, or it is not an address.
 */
export function redirectedTo(location: string, from: URL, hosts: readonly string[]): URL {
  const refuse = (problem: string): never => {
    throw new HyperIqaError('DOWNLOAD', `${from.href}: the server redirects ${problem}. The file may have moved.`);
  };
  let to: URL;
  try {
    to = new URL(location, from);
  } catch {
    return refuse(`to ${JSON.stringify(location)}, which is not an address`);
  }
  if (to.protocol !== 'https:' && to.protocol !== from.protocol) {
    return refuse(`from ${from.protocol}// to ${to.protocol}//${to.host}, which does not protect the file on its way`);
  }
  const isListed = hosts.some((host) => (host.startsWith('.') ? to.hostname.endsWith(host) : to.hostname === host));
  return isListed ? to : refuse(`to ${to.host}, which is none of the publisher's hosts (${hosts.join(', ')})`);
}
