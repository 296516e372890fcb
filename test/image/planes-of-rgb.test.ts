import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { bt601, bt709, bt2020, type Conversion } from '../../src/image/libyuv.ts';
import { planesOfRgb, type Subsampling } from '../../src/image/planes-of-rgb.ts';
import { frameToRgb } from '../../src/video/to-rgb.ts';

const [width, height] = [37, 23];

/** Planes of a picture whose colours RGB can hold. */
function planes({ shiftX, shiftY }: Subsampling) {
  const [across, down] = [(width + shiftX) >> shiftX, (height + shiftY) >> shiftY];
  const wave = (length: number, middle: number, height: number, step: number) =>
    Uint8Array.from({ length }, (_, i) => middle + height * Math.sin(i * step) * Math.cos(i * i * 0.001));
  return {
    luma: wave(width * height, 126, 50, 0.7),
    blue: wave(across * down, 128, 25, 0.5),
    red: wave(across * down, 128, 25, 0.3),
  };
}

/** libyuv's conversion: subsampled colours are repeated. Blue, green, red and an opaque byte, in rows with some padding. */
function packed(stored: ReturnType<typeof planes>, conversion: Conversion, { shiftX, shiftY }: Subsampling) {
  const { light, blueToBlue, blueToGreen, redToGreen, redToRed } = conversion;
  const stride = 4 * width + 12;
  const bytes = new Uint8ClampedArray(stride * height);
  const across = (width + shiftX) >> shiftX;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y >> shiftY) * across + (x >> shiftX);
      const [u, v] = [stored.blue[at]! - 128, stored.red[at]! - 128];
      const level = ((stored.luma[y * width + x]! * 257 * light.factor) >> 16) + light.offset;
      const colours = [level + blueToBlue * u, level - blueToGreen * u - redToGreen * v, level + redToRed * v];
      bytes.set([...colours.map((value) => value >> 6), 255], y * stride + 4 * x);
    }
  }
  return { bytes: new Uint8Array(bytes.buffer), offset: 0, stride, order: [2, 1, 0] } as const;
}

for (const [name, conversion] of [
  ['BT.601 in full range', bt601.full],
  ['BT.601 in video range', bt601.video],
  ['BT.709 in video range', bt709.video],
  ['BT.2020 in video range', bt2020.video],
] as const) {
  for (const [shiftX, shiftY] of [
    [1, 1],
    [1, 0],
    [0, 0],
  ] as const) {
    test(`planes are recovered from RGB by ${name}, colours halved ${shiftX} and ${shiftY} times`, () => {
      const subsampling = { shiftX, shiftY };
      const stored = planes(subsampling);
      const found = planesOfRgb(packed(stored, conversion, subsampling), { width, height }, conversion, subsampling);
      for (const plane of ['luma', 'blue', 'red'] as const) {
        assert.is(found[plane].length, stored[plane].length);
        const apart = found[plane].map((value, i) => Math.abs(value - stored[plane][i]!));
        const wrong = apart.filter((value) => value > 0).length / apart.length;
        assert.ok(Math.max(...apart) <= 1 && wrong < 0.05, `${plane}: ${Math.max(...apart)}, ${wrong} of the values`);
      }
    });
  }
}

test('a video frame that the decoder converted to RGB has nearly the pixels of its planes', () => {
  const subsampling = { shiftX: 1, shiftY: 1 };
  const stored = planes(subsampling);
  const [colourStride, start] = [(width + 1) >> 1, width * height];
  const file = { matrix: null, fullRange: false };
  const size = { width, height };
  const fromPlanes = frameToRgb(
    {
      ...{
        ...size,
        format: 'I420',
        bytes: new Uint8Array([...stored.luma, ...stored.blue, ...stored.red]),
        colours: file,
      },
      layouts: [
        { offset: 0, stride: width },
        { offset: start, stride: colourStride },
        { offset: start + stored.blue.length, stride: colourStride },
      ],
    },
    file,
  );
  const { bytes, offset, stride } = packed(stored, bt709.video, subsampling);
  const layouts = [{ offset, stride }];
  const colours = { matrix: 'bt709', fullRange: false };
  const { data } = frameToRgb({ ...size, format: 'BGRX', bytes, layouts, colours }, file);
  const apart = data.map((value, i) => Math.abs(value - fromPlanes.data[i]!));
  assert.ok(Math.max(...apart) <= 3, `${Math.max(...apart)} levels`);
  assert.ok(apart.filter((value) => value > 0).length < 0.1 * apart.length);
});

test('a frame that was coded as RGB keeps its pixels', () => {
  const bytes = Uint8Array.of(1, 2, 3, 255, 40, 50, 60, 255);
  const frame = { format: 'RGBA', width: 2, height: 1, bytes, layouts: [{ offset: 0, stride: 8 }] };
  const { data } = frameToRgb(
    { ...frame, colours: { matrix: 'rgb', fullRange: true } },
    { matrix: null, fullRange: false },
  );
  assert.equal([...data], [1, 2, 3, 40, 50, 60]);
});

test.run();
