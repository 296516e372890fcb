// Writes the type declarations of the package's entries into dist/types. Of the files that the compiler emits, only those that
// an entry imports, directly or not, are kept, so that the package contains only the declarations of the public API.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { root } from './build.mjs';

const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
/** The prefix of the declarations' paths in package.json, such as `./dist/types/index.d.ts`. */
const typesFolder = './dist/types/';
const relativeImport = /(['"])(\.{1,2}\/[^'"]+)\.ts\1/g;
// The declarations use WebGPU and AsyncDisposable, whose libraries projects for Node often do not include.
const libraries = '/// <reference lib="dom" />\n/// <reference lib="esnext.disposable" />\n';

export async function buildTypes() {
  const emitted = await mkdtemp(join(tmpdir(), 'hyperiqa-types-'));
  try {
    const options = ['--project', join(root, 'tools', 'tsconfig.types.json'), '--outDir', emitted];
    await promisify(execFile)(process.execPath, [compiler, ...options]);
    const { exports } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
    const entries = Object.values(exports).flatMap(({ types }) => (types ? [types.replace(typesFolder, '')] : []));
    const seen = new Set(entries);
    for (const file of seen) {
      const text = await readFile(join(emitted, file), 'utf8');
      for (const [, , target] of text.matchAll(relativeImport)) seen.add(join(dirname(file), `${target}.d.ts`));
      const written = join(root, 'dist', 'types', file);
      await mkdir(dirname(written), { recursive: true });
      await writeFile(written, (entries.includes(file) ? libraries : '') + text.replace(relativeImport, '$1$2.js$1'));
    }
  } finally {
    await rm(emitted, { recursive: true });
  }
}
