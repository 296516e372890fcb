/** What `npm run web` builds in dist/web and serves. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { addressOf, type Site } from './site.ts';

const folder = 'dist/web';
const read = (file: string): string => readFileSync(join(folder, file), 'utf8');

/** The script, and everything that it imports statically. */
function withImports(script: string, seen = new Set<string>()): ReadonlySet<string> {
  seen.add(script);
  for (const [, name] of read(script).matchAll(/\bimport(?:[\w{}$*, ]+from)?"\.\/([^"]+)"/g)) {
    const imported = script.startsWith('chunks/') ? `chunks/${name}` : name!;
    if (!seen.has(imported)) withImports(imported, seen);
  }
  return seen;
}

let site: Site;

test.before(async () => {
  site = await addressOf(['tools/web.mjs', '--port', '0']);
});

test.after(() => site.close());

test('the folder is served', async () => {
  assert.is(await (await fetch(site.address)).text(), read('index.html'));
});

test('scripts of page and worker are at most 105 KB compressed, without decoders and kernels', () => {
  const scripts = new Set([...withImports('page.js'), ...withImports('worker.js')]);
  const bytes = [...scripts].reduce((sum, script) => sum + gzipSync(read(script), { level: 9 }).length, 0);
  assert.ok(scripts.size > 2, 'page and worker share some');
  assert.ok(bytes <= 105e3, `${bytes} bytes in ${[...scripts]}`);
});

test('every address in the page is relative and exists', () => {
  const addresses = [...read('index.html').matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address!);
  const files = addresses.filter((address) => !address.startsWith('data:'));
  assert.ok(files.includes('page.js') && files.includes('page.css'));
  for (const file of files) assert.ok(existsSync(join(folder, file)), file);
});

test('the service worker stores every file other than source maps and weights, and changes with the files', () => {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.(map|safetensors)$|^service-worker\.js$/.test(entry.name))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  const script = read('service-worker.js');
  const listed: readonly string[] = JSON.parse(/files:(\[[^\]]*\])/.exec(script)![1]!);
  assert.equal([...listed], files.sort());
  const hash = createHash('sha256');
  for (const file of listed) hash.update(file).update(readFileSync(join(folder, file)));
  assert.match(script, hash.digest('hex'));
});

test('the manifest names existing weights, with their digests', () => {
  const manifest = JSON.parse(read('weights/manifest.json')) as readonly Record<string, unknown>[];
  const listed = manifest.map(({ file }) => file);
  assert.ok(listed.includes('face-detector.safetensors') && listed.includes('brisque-live.safetensors'));
  assert.equal(new Set(readdirSync(join(folder, 'weights'))), new Set([...listed, 'manifest.json']));
  for (const { file, bytes, sha256 } of manifest) {
    const data = readFileSync(join(folder, 'weights', String(file)));
    assert.is(bytes, data.length);
    assert.is(sha256, createHash('sha256').update(data).digest('hex'));
  }
});

test.run();
