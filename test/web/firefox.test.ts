/** Decoders, worker and page in Firefox, whose WebGPU (wgpu), decoders and WebCodecs differ from Chromium's. */
import { readFile } from 'node:fs/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { decodePhoto as decodeInBrowser } from '../../src/browser/decode/decode.ts';
import { open, videoFrames } from '../../src/index.ts';
import { decodePhoto } from '../../src/platform/decode.ts';
import { type Firefox, inFirefox } from '../firefox.ts';
import { fixture } from '../image/fixture.ts';
import { bundledDecoder } from './bundled-decoder.ts';
import { samples } from './visit.ts';
import type { WorkerClient } from './worker-client.ts';
import { options } from './worker-tests.ts';

const folder = 'test/fixtures/image/files';
const clip = 'test/fixtures/clips/vp9.webm';

const base64 = async (path: string) => (await readFile(path)).toString('base64');

/** By how many levels the pixels differ at most, and on average. */
function difference(found: Uint8Array, expected: Uint8Array): { readonly most: number; readonly mean: number } {
  let [most, sum] = [0, 0];
  for (const [i, value] of expected.entries()) {
    const apart = Math.abs(found[i]! - value);
    most = Math.max(most, apart);
    sum += apart;
  }
  return { most, mean: sum / expected.length };
}

/** CMYK is rounded otherwise than by Pillow, 10-bit grey to 8 bits. */
const rounded = /^(cmyk|ycck|grey-10-bit)/;
/** Firefox gives their colours after interpolation only. */
const subsampled = /^(42|animated|bt709).*\.avif$/;

function runTests(firefox: Firefox): void {
  const decode = (file: string) =>
    firefox.evaluate(
      async ([data, name]) => {
        const { decodePhoto } = (await import(String('/decode.js'))) as {
          readonly decodePhoto: typeof decodeInBrowser;
        };
        const photo = await decodePhoto(
          Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0)),
          name,
        );
        return { ...photo, data: btoa(Array.from(photo.data, (value) => String.fromCharCode(value)).join('')) };
      },
      [file, 'photo'] as const,
    );

  for (const name of Object.keys(fixture.files)) {
    const bound = subsampled.test(name)
      ? { most: 4, mean: 0.05 }
      : rounded.test(name)
        ? { most: 1, mean: 1 }
        : { most: 0, mean: 0 };
    test(`${name} has the command line's pixels in Firefox${bound.most > 0 ? `, within ${bound.most} levels` : ''}`, async () => {
      const expected = await decodePhoto(`${folder}/${name}`);
      const { data, ...found } = await decode(await base64(`${folder}/${name}`));
      assert.equal([found.width, found.height], [expected.width, expected.height]);
      const { most, mean } = difference(Buffer.from(data, 'base64'), expected.data);
      assert.ok(most <= bound.most && mean <= bound.mean, `${most} levels at most, ${mean} on average`);
    });
  }

  let client: WorkerClient;
  let ids = 0;

  test.before(async () => {
    client = await firefox.startWorker();
  });

  const near = (found: number | null | undefined, expected: number | null, within: number, what: string) =>
    assert.ok(Math.abs(found! - expected!) < within, `${what}: ${found}, in Node ${expected}`);

  test("the samples and their faces have Node's scores in Firefox", async () => {
    const metric = ['photo-judge', 'hyperiqa', 'brisque'];
    await using iqa = await open({
      metric,
      faces: true,
      faceMetric: ['face-recognisability'],
      adapter: process.env.HYPERIQA_ADAPTER,
    });
    for (const path of samples) {
      const expected = await iqa.score(path, { crops: 1, seed: 0 });
      const wanted = { ...options, metrics: metric, faces: true, faceMetrics: ['face-recognisability'] };
      const id = ++ids;
      await client.send({ type: 'score', id, name: path, options: wanted }, await readFile(path));
      const { result } = await client.answer('scored', 'failed', id);
      for (const name of metric) near(result.scores[name], expected.scores[name]!, 0.001, `${path}, ${name}`);
      assert.is(result.faces.length, expected.faces!.length, path);
      for (const [i, face] of result.faces.entries())
        near(face.score, expected.faces![i]!.score!, 0.01, `${path}, face ${i}`);
    }
  });

  test("a clip has nearly Node's scores in Firefox, which gives its frames in RGB", async () => {
    await using iqa = await open({ metric: ['brisque'], adapter: process.env.HYPERIQA_ADAPTER });
    const expected = await iqa.scoreClip(videoFrames(clip, { every: 4 }));
    const id = ++ids;
    const wanted = { ...options, metrics: ['brisque'] };
    await client.send({ type: 'clip', id, name: clip, every: 4, options: wanted }, await readFile(clip));
    const { result } = await client.answer('clipScored', 'clipFailed', id);
    near(result.score, expected.score, 0.1, 'clip');
  });

  test('a photo that is chosen on the page in Firefox gets its score', async () => {
    const shown = await firefox.evaluate(
      async (data) => {
        const frame = document.createElement('iframe');
        frame.src = '/';
        Object.assign(frame.style, { width: '1200px', height: '800px' });
        document.body.append(frame);
        const found = async <T>(look: () => T | null | undefined): Promise<T> => {
          for (let turn = 0; turn < 600; turn++) {
            const value = look();
            if (value) return value;
            await new Promise((resolve) => setTimeout(resolve, 100));
          }
          throw new Error(frame.contentDocument!.body.innerText);
        };
        await found(() => frame.contentDocument?.querySelector('.lamp[data-state=ready]'));
        const input = frame.contentDocument!.querySelector<HTMLInputElement>('input.chooser')!;
        const files = new DataTransfer();
        files.items.add(
          new File([Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0))], 'cat.jpg', { type: 'image/jpeg' }),
        );
        input.files = files.files;
        input.dispatchEvent(new Event('change', { bubbles: true }));
        const row = await found(() => frame.contentDocument!.querySelector<HTMLElement>('.table-scroll tbody tr'));
        await found(() => /\d\.\d/.test(row.innerText));
        const text = row.innerText;
        frame.remove();
        return text;
      },
      await base64('samples/cat.jpg'),
    );
    assert.match(shown, /cat\.jpg\s+61\.5/);
  });
}

const decoder = await bundledDecoder();
await inFirefox(test, { '/decode.js': decoder[0]!.contents }, runTests);
