import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { transpose } from '../../src/kernels/transpose.ts';

test('a matrix of any size is transposed, and what lies beyond its rows is left', () => {
  for (const [rows, columns, stride] of [
    [1, 1, 1],
    [3, 70, 4],
    [33, 32, 36],
    [64, 65, 64],
  ] as const) {
    const source = Float32Array.from({ length: rows * columns }, (_, i) => i + 1);
    const target = new Float32Array(columns * stride).fill(-1);
    transpose(source, target, columns, stride);
    const expected = Float32Array.from({ length: columns * stride }, (_, i) => {
      const row = i % stride;
      return row < rows ? source[row * columns + Math.floor(i / stride)]! : -1;
    });
    assert.equal(target, expected, `${rows}x${columns}`);
  }
});

test.run();
