/** Which frames the page of `--report` shows of a clip. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openClipGallery } from '../../../src/cli/infer/clip-gallery.ts';
import type { ScoredClip } from '../../../src/scoring/clip-report.ts';
import { inTemporaryFolder } from '../run.ts';

const photo = { width: 2, height: 2, data: new Uint8Array(12) };

/** The captions of a clip's pictures. @param fails whether BRISQUE, which gave the qualities, fails for the last frame. */
function captionsOf(qualities: readonly number[], fails = false): Promise<readonly string[]> {
  return inTemporaryFolder(async (folder) => {
    const path = join(folder, 'page.html');
    const gallery = openClipGallery(path, '');
    for (const [index, quality] of qualities.entries()) {
      const isRated = !fails || index < qualities.length - 1;
      gallery.take({ index, seconds: null, photo, file: `shots/shot${index}.png` }, isRated ? quality : undefined);
    }
    const frames = qualities.map((_, index) => index);
    const result = {
      checkpoint: '',
      score: 1,
      better: 'lower',
      range: [0, 100],
      worstTenth: 1,
      frames: qualities,
    } as const;
    const metric = fails ? 'photo-judge' : 'brisque';
    const about = {
      file: 'shots',
      every: 1,
      model: '',
      adapter: '',
      ms: 1,
      width: 2,
      height: 2,
      seconds: null,
      failures: [],
    };
    const report: ScoredClip = {
      ...{ ...about, frames, scores: { [metric]: 1 }, score: fails ? null : 1 },
      results: [{ metric, ...result }],
    };
    await gallery.add(report, null);
    await gallery.write();
    const captions = (await readFile(path, 'utf8')).matchAll(/<figcaption>(.*?)<\/figcaption>/g);
    return [...captions].map(([, caption]) => caption!.replaceAll(/<.*?>/g, ' ').trim());
  });
}

test('the best and the worst frame are shown with the names of their files', async () => {
  assert.equal(await captionsOf([7, 5, 9, 9]), ['best: 5.000 frame 1 (shot1.png)', 'worst: 9.000 frame 2 (shot2.png)']);
});

test('equal frames and a single frame are shown once', async () => {
  assert.equal(await captionsOf([7, 7, 7]), ['all frames: 7.000 frame 0 (shot0.png)']);
  assert.equal(await captionsOf([7]), ['7.000 frame 0 (shot0.png)']);
});

test('a metric that fails for the last frame ranks none', async () => {
  assert.equal(await captionsOf([7, 5, 9], true), []);
});

test.run();
