/** The page's worker in Chromium: what it answers, and that its scores are the command line's. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext } from 'playwright-core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Options } from '../../web/protocol.ts';
import { openBrowser } from '../browser.ts';
import { adapterArguments, runCli } from '../cli/run.ts';
import { openSite, type Site, serveHyperIqa } from './site.ts';
import { tinyHyperIqa } from './tiny-weights.ts';
import { WorkerPage } from './worker-page.ts';

const options: Options = { metrics: ['hyperiqa'], faces: false, minConfidence: 0.5, seed: 0 };
const portrait = 'samples/grace-hopper.jpg';

let browser: Browser;
let site: Site;
/** One visit after another in one browser would share storage: each test has its own. */
let context: BrowserContext;
let weights: Buffer;
let errors: string[] = [];

test.before(async () => {
  [browser, site, weights] = await Promise.all([openBrowser(), openSite(), tinyHyperIqa(1)]);
});

test.after(async () => {
  await browser.close();
  site.close();
});

test.before.each(async () => {
  errors = [];
  context = await browser.newContext();
  context.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  context.on('weberror', (error) => errors.push(String(error.error())));
  await serveHyperIqa(context, site, weights);
});

test.after.each(async () => {
  await context.close();
  assert.equal(errors, [], 'nothing was said on the console');
});

/** What the command line makes of the same photo with the same weights. */
async function byCommandLine(photo: string, ...args: readonly string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'hyperiqa-web-'));
  try {
    const file = join(folder, 'tiny.safetensors');
    await writeFile(file, weights);
    const run = await runCli(['infer', photo, '--json', '--weights', file, ...args, ...adapterArguments]);
    assert.is(run.status, 0, run.stderr);
    return JSON.parse(run.stdout);
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('photo, crops and faces get the scores of the command line, by both metrics', async () => {
  const page = await WorkerPage.open(context, site);
  const { models } = await page.start();
  assert.equal(
    models.map(({ model, origin }) => [model, origin]),
    [
      ['hyperiqa', 'page'],
      ['face-detector', 'page'],
      ['brisque', 'page'],
    ],
  );
  const bytes = await readFile(portrait);
  const asked: Options = { ...options, metrics: ['hyperiqa', 'brisque'], faces: true };
  await page.send({ type: 'score', id: 1, name: 'portrait.jpg', options: asked }, bytes);
  const { result } = await page.wait('scored', 1);
  const expected = await byCommandLine(portrait, '--metric', 'hyperiqa,brisque');
  const near = (a: number, b: number, what: string) => assert.ok(Math.abs(a - b) < 0.01, `${what}: ${a}, not ${b}`);
  near(result.score, expected.score, 'score');
  near(result.scores.brisque!, expected.scores.brisque, 'BRISQUE');
  assert.is(result.crops!.crops.length, 10);
  for (const [i, crop] of result.crops!.crops.entries()) {
    assert.equal([crop.top, crop.left], [expected.crops[i].top, expected.crops[i].left]);
    near(crop.score, expected.crops[i].score, `crop ${i}`);
  }
  assert.is(result.faces.length, expected.faces.length);
  assert.is(result.faces.length, 1);
  const [face] = result.faces;
  near(face!.confidence, expected.faces[0].confidence, 'confidence');
  near(face!.score, expected.faces[0].score, "the face's score");
  for (const [i, edge] of face!.box.entries()) assert.ok(Math.abs(edge - expected.faces[0].box[i]) < 0.1, 'box');
  assert.is(result.model, expected.model);
});

test.run();
