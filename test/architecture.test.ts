/** Imports follow the table of folders in docs/DESIGN.md. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

/** Files directly under src/ that everybody may import. */
const common = ['src/errors.ts', 'src/printable.ts', 'src/prefetch.ts', 'src/load-part.ts'];
/** Files directly under src/ that belong to no folder: the library's entries, and a declaration of types. */
const entries = ['src/index.ts', 'src/browser.ts', 'src/wgsl.d.ts'];

const files = ['src', 'web', 'bench'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.includes('node_modules'))
    .map((name) => join(folder, name)),
);

/** `src/graph/rewrites/merge.ts` lies in `graph`, `web/page/page.tsx` in `web/page`, `web/protocol.ts` in `web`. */
function folderOf(path: string): string {
  const parts = path.split('/');
  if (parts[0] === 'src') return parts[1];
  return parts[0] === 'web' && parts.length > 2 ? `web/${parts[1]}` : parts[0];
}

function importsOf(file: string): readonly string[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'([^']+)'/g)].map(([, target]) => target);
}

/** The table's first and third columns. */
const table = new Map(
  [...readFileSync('docs/DESIGN.md', 'utf8').matchAll(/^\| `([\w/]+)` \|.*\| ([\w/, ]*)\|$/gm)].map(
    ([, folder, list]) => {
      const allowed = list.split(',').map((word) => word.trim());
      return [folder, allowed.filter((word) => word !== '')] as const;
    },
  ),
);

test('every folder is in the table', () => {
  const folders = new Set(files.filter((file) => !common.includes(file) && !entries.includes(file)).map(folderOf));
  folders.delete('web');
  assert.equal([...folders, 'shaders'].sort(), [...table.keys()].sort());
});

test('a folder imports only what the table allows', () => {
  const wrong = files.flatMap((file) => {
    const folder = folderOf(file);
    const allowed = table.get(folder);
    if (allowed === undefined) return [];
    const targets = importsOf(file).filter((target) => target.startsWith('.'));
    return targets
      .map((target) => normalize(join(dirname(file), target)))
      .filter((target) => !common.includes(target))
      .filter((target) => folderOf(target) !== folder && !allowed.includes(folderOf(target)))
      .map((target) => `${file} imports ${target}`);
  });
  assert.equal(wrong, []);
});

test('the table has no cycle', () => {
  const visit = (folder: string, path: readonly string[]): void => {
    assert.not(path.includes(folder), [...path, folder].join(' -> '));
    for (const next of table.get(folder) ?? []) visit(next, [...path, folder]);
  };
  for (const folder of table.keys()) visit(folder, []);
});

test('every import that the table allows is used', () => {
  const used = new Map<string, Set<string>>();
  for (const file of files) {
    const folders = used.get(folderOf(file)) ?? new Set();
    for (const target of importsOf(file)) {
      if (target.startsWith('.')) folders.add(folderOf(normalize(join(dirname(file), target))));
    }
    used.set(folderOf(file), folders);
  }
  for (const [folder, allowed] of table) {
    for (const other of allowed) assert.ok(used.get(folder)?.has(other), `${folder} no longer imports ${other}`);
  }
});

test("only cli, platform and bench use Node's API", () => {
  const wrong = files.filter((file) => {
    const isOfNode = ['cli', 'platform', 'bench'].includes(folderOf(file));
    return !isOfNode && importsOf(file).some((target) => target.startsWith('node:'));
  });
  assert.equal(wrong, []);
});

test('no file is longer than 300 lines', () => {
  const long = files.filter((file) => readFileSync(file, 'utf8').split('\n').length > 301);
  assert.equal(long, []);
});

test.run();
