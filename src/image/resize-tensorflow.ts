/**
 * Bicubic resize as in TensorFlow 2 (`tf.image.resize`, BICUBIC, without antialias): Keys's cubic with a = -0.5 about half-pixel
 * centres, from a table of 1024 steps. Pixels beyond the border are left out and the remaining weights normalised to 1.
 */
import type { Size } from './protocols/protocol.ts';

const tableSteps = 1024;
const taps = 4;

/** Keys's cubic at a distance of up to 2. */
function keys(distance: number): number {
  const x = Math.abs(distance);
  if (x <= 1) return (1.5 * x - 2.5) * x * x + 1;
  return ((-0.5 * x + 2.5) * x - 4) * x + 2;
}

interface Axis {
  /** Four input positions for each output, clamped to the axis. */
  readonly places: Int32Array;
  readonly weights: Float32Array;
}

function axisOf(from: number, to: number): Axis {
  const places = new Int32Array(taps * to);
  const weights = new Float32Array(taps * to);
  const scale = Math.fround(from / to);
  for (let i = 0; i < to; i++) {
    const centre = Math.fround(Math.fround((i + 0.5) * scale) - 0.5);
    const first = Math.floor(centre) - 1;
    const fraction = nearestEven(Math.fround(centre - Math.floor(centre)) * tableSteps) / tableSteps;
    let sum = 0;
    for (let tap = 0; tap < taps; tap++) {
      const place = first + tap;
      const weight = place < 0 || place >= from ? 0 : keys(fraction + 1 - tap);
      places[taps * i + tap] = Math.min(Math.max(place, 0), from - 1);
      weights[taps * i + tap] = weight;
      sum += weight;
    }
    for (let tap = 0; tap < taps; tap++) weights[taps * i + tap] = weights[taps * i + tap]! / sum;
  }
  return { places, weights };
}

/** Rounds halves to even, the default rounding of C. */
function nearestEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

/** @param values the picture's rows in sequence. */
export function resizeTensorFlowCubic(values: Float32Array, from: Size, to: Size): Float32Array {
  const rows = axisOf(from.height, to.height);
  const columns = axisOf(from.width, to.width);
  const output = new Float32Array(to.width * to.height);
  const row = new Float32Array(from.width);
  for (let y = 0; y < to.height; y++) {
    row.fill(0);
    for (let tap = 0; tap < taps; tap++) {
      const weight = rows.weights[taps * y + tap]!;
      const start = rows.places[taps * y + tap]! * from.width;
      for (let x = 0; x < from.width; x++) row[x] = row[x]! + weight * values[start + x]!;
    }
    for (let x = 0; x < to.width; x++) {
      let sum = 0;
      for (let tap = 0; tap < taps; tap++)
        sum += columns.weights[taps * x + tap]! * row[columns.places[taps * x + tap]!]!;
      output[y * to.width + x] = sum;
    }
  }
  return output;
}
