import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { indicatorNames, indicatorsOf } from '../../src/image/indicators.ts';
import { decodePhoto } from '../../src/platform/decode.ts';

interface Fixture {
  readonly photos: Readonly<Record<string, Readonly<Record<(typeof indicatorNames)[number], number>>>>;
}

const { photos } = JSON.parse(readFileSync('test/fixtures/image/indicators.json', 'utf8')) as Fixture;

test("the samples' brightness, contrast, colourfulness and sharpness are numpy's and OpenCV's", async () => {
  assert.ok(Object.keys(photos).length >= 4);
  for (const [name, expected] of Object.entries(photos)) {
    const found = indicatorsOf(await decodePhoto(`samples/${name}`));
    for (const indicator of indicatorNames) {
      const error = Math.abs(found[indicator] - expected[indicator]) / expected[indicator];
      assert.ok(error < 1e-6, `${name}: ${indicator} ${found[indicator]}, off by ${error}`);
    }
  }
});

test('a flat grey photo has its level as brightness, and 0 for every other indicator', () => {
  const grey = { width: 5, height: 4, data: new Uint8Array(5 * 4 * 3).fill(90) };
  const { brightness, ...others } = indicatorsOf(grey);
  assert.ok(Math.abs(brightness - 90) < 1e-4);
  assert.ok(
    Object.values(others).every((value) => value < 1e-3),
    JSON.stringify(others),
  );
});

test('the smallest photo that is decoded, 2x2, has no sharpness', () => {
  const { contrast, sharpness } = indicatorsOf({
    width: 2,
    height: 2,
    data: Uint8Array.of(0, 0, 0, 255, 255, 255, 0, 0, 0, 255, 255, 255),
  });
  assert.ok(Math.abs(contrast - 127.5) < 1e-3);
  assert.is(sharpness, 0);
});

test.run();
