/** Documents and comments name files that exist. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const tracked = execFileSync('git', ['ls-files'], { encoding: 'utf8', maxBuffer: 1e8 }).split('\n');
/** Tests also name files that they write. */
const texts = tracked.filter((path) => /\.(md|ts|tsx|mjs|py|wgsl|wat|sh|css)$/.test(path) && !path.startsWith('test/'));

/** A path from the root, to a file of ours; in capitals are placeholders. */
const named =
  /(?<![\w./-])(?:src|shaders|tools|test|bench|web|docs|samples|examples)\/[\w./-]+\.(?:ts|tsx|mjs|py|wgsl|wat|md|sh)\b/g;

const isPlaceholder = (path: string) => /[A-Z]{3,}/.test(path.replace(/[A-Z]+\.md$/, ''));

test('every path in a document or a comment leads to a file', () => {
  const missing = texts.flatMap((file) => {
    const paths = readFileSync(file, 'utf8').match(named) ?? [];
    return paths.filter((path) => !isPlaceholder(path) && !existsSync(path)).map((path) => `${file}: ${path}`);
  });
  assert.equal(missing, []);
});

test.run();
