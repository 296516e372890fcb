/** Which files the page's worker draws because browsers show them otherwise than they are scored. */
import sharp, { type Sharp } from 'sharp';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isShownOtherwise } from '../../web/worker/shown-otherwise.ts';

const side = 8;

/** A grey square with this opacity. */
function square(alpha: number) {
  return sharp({ create: { width: side, height: side, channels: 4, background: { r: 90, g: 90, b: 90, alpha } } });
}

const opaque = () => square(1).removeAlpha();
const isDrawn = async (picture: Sharp) => isShownOtherwise(new Uint8Array(await picture.toBuffer()));

test('files with transparency are drawn by the worker, and opaque ones are not', async () => {
  const kinds: readonly ((picture: Sharp) => Sharp)[] = [
    (picture) => picture.png(),
    (picture) => picture.png({ palette: true }),
    (picture) => picture.webp(),
    (picture) => picture.webp({ lossless: true }),
    (picture) => picture.avif({ effort: 0 }),
  ];
  for (const [i, encoded] of kinds.entries()) {
    assert.ok(await isDrawn(encoded(square(0.5))), `transparent, kind ${i}`);
    assert.not.ok(await isDrawn(encoded(opaque())), `opaque, kind ${i}`);
  }
  assert.not.ok(await isDrawn(opaque().jpeg()));
});

test('files that may move are drawn by the worker', async () => {
  const frame = side * side * 3;
  const frames = sharp(Buffer.concat([Buffer.alloc(frame, 90), Buffer.alloc(frame, 200)]), {
    raw: { width: side, height: side * 2, channels: 3, pageHeight: side },
  });
  assert.ok(await isDrawn(frames.clone().gif()));
  assert.ok(await isDrawn(frames.clone().webp()));
});

test.run();
