import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { glyphHeight, glyphOf, glyphWidth } from '../../src/image/bitmap-font.ts';
import type { Box } from '../../src/image/crop.ts';
import { annotate } from '../../src/image/draw.ts';
import type { Photo } from '../../src/image/photo.ts';

function grey(width: number, height: number): Photo {
  return { width, height, data: new Uint8Array(width * height * 3).fill(128) };
}

function pixel(photo: Photo, x: number, y: number): number[] {
  const at = (y * photo.width + x) * 3;
  return [...photo.data.subarray(at, at + 3)];
}

const green = [64, 220, 130];
const untouched = [128, 128, 128];

test('every printable character has a distinct glyph, and only the space has no ink', () => {
  const seen = new Map<string, string>();
  for (let code = 0x20; code < 0x7f; code++) {
    const character = String.fromCharCode(code);
    const rows = glyphOf(character);
    assert.is(rows.length, glyphHeight, character);
    assert.ok(
      rows.every((row) => /^[#.]+$/.test(row) && row.length === glyphWidth),
      character,
    );
    const picture = rows.join('\n');
    assert.is(picture.includes('#'), character !== ' ', character);
    assert.is(seen.get(picture), undefined, `${character} looks like ${seen.get(picture)}`);
    seen.set(picture, character);
  }
});

test('a character outside printable ASCII is drawn as a question mark', () => {
  for (const character of ['ä', '\n', '字', '🙂']) assert.equal(glyphOf(character), glyphOf('?'));
});

test('a face gets a frame along its box, whose inside is unchanged', () => {
  const box: Box = [100, 120, 200, 240];
  const photo = grey(400, 300);
  const drawn = annotate(photo, { score: 50, faces: [{ box, confidence: 0.9, score: 40 }], caption: '' });
  for (const [x, y] of [
    [100, 120],
    [199, 120],
    [100, 239],
    [199, 239],
    [101, 180],
    [198, 180],
  ] as const) {
    assert.equal(pixel(drawn, x, y), green, `${x},${y}`);
  }
  for (const [x, y] of [
    [102, 180],
    [197, 180],
    [150, 180],
    [99, 180],
    [200, 180],
    [150, 240],
  ] as const) {
    assert.equal(pixel(drawn, x, y), untouched, `${x},${y}`);
  }
  assert.ok(
    photo.data.every((value) => value === 128),
    'the photo itself was drawn on',
  );
});

test('the label of a face at the upper edge is below its box', () => {
  const drawn = annotate(grey(400, 300), {
    score: 50,
    faces: [{ box: [200, 0, 300, 100], confidence: 1, score: 40 }],
    caption: '',
  });
  assert.equal(pixel(drawn, 201, 101), green);
  assert.equal(pixel(drawn, 250, 50), untouched);
});

test('lines scale with the photo', () => {
  const lineWidth = (side: number) => {
    const box: Box = [side / 4, side / 2, side / 2, side * 0.75];
    const drawn = annotate(grey(side, side), { score: 1, faces: [{ box, confidence: 1, score: 1 }], caption: '' });
    let width = 0;
    while (pixel(drawn, box[0] + width, side * 0.6)[1] === green[1]) width += 1;
    return width;
  };
  assert.equal([lineWidth(200), lineWidth(600), lineWidth(1200)], [2, 4, 8]);
});

test('a caption is drawn in smaller letters where those of its scale would not fit', () => {
  const rowsOf = (caption: string) => {
    const { data } = annotate(grey(600, 600), { score: 1, faces: [], caption });
    const changed = (y: number) => data[(y * 600 + 1) * 3] !== data[(300 * 600 + 1) * 3];
    return Array.from({ length: 60 }, (_, row) => 599 - row).findIndex((y) => !changed(y));
  };
  const [short, long] = [rowsOf('a.jpg'), rowsOf('a.jpg '.repeat(12))];
  assert.is(short, 2 * long);
});

test('a caption longer than the photo, a box outside it and the smallest photo are drawn without error', () => {
  const drawn = annotate(grey(60, 40), {
    score: -3.25,
    faces: [{ box: [-5, -5, 90, 90], confidence: 0.5, score: 1 }],
    caption: 'a caption that is far too long for sixty pixels',
  });
  assert.is(drawn.data.length, 60 * 40 * 3);
  annotate(grey(2, 2), { score: 0, faces: [], caption: 'x' });
});

test('the photo itself is unchanged, even if its bytes are a Buffer, whose slices are views', () => {
  const data = Buffer.alloc(60 * 60 * 3, 128);
  annotate({ width: 60, height: 60, data }, { score: 50, faces: [], caption: 'a' });
  assert.ok(data.every((value) => value === 128));
});

test('landmarks are dots that scale with the photo and may lie outside', () => {
  const face = { box: [0, 0, 1, 1] as const, confidence: 0.9, score: 40 };
  const dotted = (size: number) =>
    annotate(grey(size, size), {
      score: 50,
      faces: [
        {
          ...face,
          landmarks: [
            [150.4, 199.6],
            [-9, 5000],
          ],
        },
      ],
      caption: '',
    });
  const small = dotted(300);
  assert.equal(
    [149, 150, 151].map((x) => pixel(small, x, 200)),
    [untouched, green, untouched],
  );
  const large = dotted(600);
  assert.equal(
    [148, 149, 150, 151, 152].map((x) => pixel(large, x, 201)),
    [untouched, green, green, green, untouched],
  );
  assert.equal(pixel(large, 150, 202), untouched);
});

test('the five points are drawn only where there are no landmarks', () => {
  const points = [[50, 100]] as const;
  const drawn = (landmarks?: readonly (readonly [number, number])[]) =>
    annotate(grey(300, 300), {
      ...{ score: 50, caption: '' },
      faces: [{ box: [0, 0, 1, 1], confidence: 0.9, score: 40, points, ...(landmarks && { landmarks }) }],
    });
  assert.equal(pixel(drawn(), 50, 100), green);
  assert.equal(pixel(drawn([[150, 200]]), 50, 100), untouched);
});

test.run();
