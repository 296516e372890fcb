/**
 * Stores the page's own files, so that it opens without a network after the first visit. Each build has its own cache, so files
 * of different builds are never mixed. The worker stores weights when they are first used.
 */

interface Extendable extends Event {
  waitUntil(work: Promise<unknown>): void;
}

interface Fetching extends Extendable {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}

/** The part of a service worker's global scope that is used; the type declarations of pages and workers exclude each other. */
interface ServiceWorkerScope {
  readonly registration: { readonly scope: string };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', listener: (event: Extendable) => void): void;
  addEventListener(type: 'fetch', listener: (event: Fetching) => void): void;
  addEventListener(type: 'message', listener: () => void): void;
}

/** Defined by the build: the relative addresses of all files to store, and a digest of their contents. */
declare const build: { readonly files: readonly string[]; readonly digest: string };

const worker = globalThis as unknown as ServiceWorkerScope;
const { scope } = worker.registration;
// Pages in several folders of a host share the storage.
const prefix = `hyperiqa-page ${scope} `;
const cacheName = prefix + build.digest;
const addresses = new Set(build.files.map((file) => new URL(file, scope).href));

worker.addEventListener('install', (event) => event.waitUntil(keepAll()));
worker.addEventListener('activate', (event) => event.waitUntil(forgetOlder()));
/** The page requests the switch to the new build, and then reloads itself. */
worker.addEventListener('message', () => void worker.skipWaiting());
worker.addEventListener('fetch', (event) => {
  const { method, url } = event.request;
  const file = url.replace(/[?#].*$/, '');
  const href = file === scope ? `${scope}index.html` : file;
  if (method === 'GET' && addresses.has(href)) event.respondWith(answer(event.request, href));
});

async function keepAll(): Promise<void> {
  const cache = await caches.open(cacheName);
  await cache.addAll([...addresses].map((address) => new Request(address, { cache: 'no-cache' })));
}

async function forgetOlder(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(
    names.filter((name) => name.startsWith(prefix) && name !== cacheName).map((name) => caches.delete(name)),
  );
}

async function answer(request: Request, address: string): Promise<Response> {
  // Opening a cache would create it again after a newer build has deleted it.
  return (await caches.match(address, { cacheName })) ?? fetch(request);
}

export {};
