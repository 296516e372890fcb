/** The examples in README and docs, run unchanged in a project that has this package installed. */
import { execFile } from 'node:child_process';
import { copyFile, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { inTemporaryFolder } from './cli/run.ts';

/** Runs the first JavaScript example under a heading, and returns the value of the expression after it. */
async function resultOf(file: string, heading: string, expression: string): Promise<unknown> {
  const example = new RegExp(`## ${heading}\\n[\\s\\S]*?\`\`\`js\\n([\\s\\S]*?)\`\`\``).exec(
    await readFile(file, 'utf8'),
  )?.[1];
  assert.type(example, 'string');
  return inTemporaryFolder(async (folder) => {
    await mkdir(join(folder, 'node_modules'));
    await symlink(process.cwd(), join(folder, 'node_modules', 'hyperiqa-webgpu'), 'dir');
    await copyFile('samples/coffee-blurred.jpg', join(folder, 'photo.jpg'));
    await copyFile('samples/coffee.jpg', join(folder, 'original.jpg'));
    await writeFile(join(folder, 'example.mjs'), `${example}console.log(JSON.stringify(${expression}));\n`);
    const { stdout } = await promisify(execFile)(process.execPath, ['example.mjs'], { cwd: folder });
    return JSON.parse(stdout);
  });
}

function checkScores([quality, crops, similarity]: readonly number[]): void {
  assert.ok(Math.abs(quality - 58.09) < 0.1, `${quality}`);
  assert.is(crops, 10);
  assert.ok(Math.abs(similarity - 0.62307) < 1e-4, `${similarity}`);
}

test("the README's example runs in a folder with only the package and two photos", async () => {
  checkScores((await resultOf('README.md', 'As a library', '[score, crops.length, scores.ssim]')) as number[]);
});

test('the example of the lower-level classes runs there as well', async () => {
  const expression = '[value, crops.scores.length, similarity.value]';
  checkScores((await resultOf('docs/LIBRARY.md', 'Lower-level classes', expression)) as number[]);
});

test.run();
