/** A page whose files are provided by the test: no server listens at its address. */
import type { Browser, Page } from 'playwright-core';

/** A secure context, as WebGPU needs. */
export const origin = 'http://localhost';

/** Opens the page, which is the file ''. Files that `file` does not return are answered with 404. */
export async function pageWith(
  browser: Browser,
  file: (path: string) => Promise<Uint8Array | null> | Uint8Array | null,
): Promise<Page> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.route(`${origin}/**`, async (route) => {
    const { pathname } = new URL(route.request().url());
    const body = await Promise.resolve(pathname.slice(1))
      .then(file)
      .catch(() => null);
    const contentType = pathname.endsWith('.js') ? 'text/javascript' : pathname === '/' ? 'text/html' : undefined;
    await route.fulfill(body === null ? { status: 404 } : { body: Buffer.from(body), contentType });
  });
  await page.goto(`${origin}/`);
  return page;
}
