/**
 * Converts CIE Lab to sRGB as Pillow does by Little CMS: perceptual intent, 8 bits, by a table of 33 x 33 x 33 16-bit colours
 * (`cmsopt.c`) with tetrahedral interpolation (`cmsintrp.c`).
 */

/** Nodes along each axis, and steps between them. */
const nodes = 33;
const steps = nodes - 1;

const { fround } = Math;

type Row = readonly [number, number, number];

/** XYZ is stored divided by the largest value of its encoding. */
const largestXyz = 1 + 32767 / 32768;

/** D50, the white of the profile connection space. */
const white = [0.9642, 1, 0.8249] as const;

/** From XYZ under D50 to linear sRGB: the inverse of sRGB's primaries, with Bradford's chromatic adaptation. */
const xyzToRgb = [
  [3.13418636423682, -1.617208958998275, -0.49069406400638405],
  [-0.9787485041906937, 1.9161300967735857, 0.03343339915999551],
  [0.07196392780224675, -0.22899387345320316, 1.4057537328964438],
] as const;
const matrix = xyzToRgb.map(([x, y, z]): Row => [x * largestXyz, y * largestXyz, z * largestXyz]);

/** The inverse of CIE's cube root, which is linear near black. */
function cubed(root: number): number {
  return root <= 24 / 116 ? (108 / 841) * (root - 16 / 116) : root * root * root;
}

/** IEC 61966-2-1. */
function gamma(light: number): number {
  const limit = ((0.04045 + 0.055) / 1.055) ** 2.4;
  return light >= limit ? light ** (1 / 2.4) * 1.055 - 0.055 : light * 12.92;
}

/** [33, 33, 33, 3] by L, a, b. */
function makeTable(): Uint16Array {
  const table = new Uint16Array(nodes ** 3 * 3);
  const axis = Array.from({ length: nodes }, (_, node) => fround(Math.round((node * 65535) / steps) / 65535));
  let at = 0;
  for (const l of axis) {
    for (const a of axis) {
      for (const b of axis) {
        const y = (l * 100 + 16) / 116;
        const x = y + 0.002 * (a * 255 - 128);
        const z = y - 0.005 * (b * 255 - 128);
        const xyz = [x, y, z].map((root, i) => fround((cubed(root) * white[i]!) / largestXyz));
        for (const [fromX, fromY, fromZ] of matrix) {
          const light = fround(fromX * xyz[0]! + fromY * xyz[1]! + fromZ * xyz[2]!);
          const level = Math.floor(fround(gamma(light)) * 65535 + 0.5);
          table[at++] = Math.min(Math.max(level, 0), 65535);
        }
      }
    }
  }
  return table;
}

let table: Uint16Array | null = null;

/** The position of an 8-bit sample on an axis, in steps times 65536. */
const places = Int32Array.from({ length: 256 }, (_, sample) => {
  const scaled = sample * 257 * steps;
  return scaled + Math.floor((scaled + 0x7fff) / 0xffff);
});

/** The distance between nodes along L, a and b, in table values. */
const strides = [nodes * nodes * 3, nodes * 3, 3] as const;

/** Converts `count` pixels of three bytes each: L from 0 to 255, a and b as signed bytes. */
export function labToRgb(data: Uint8Array, from: number, count: number, rgb: Uint8Array, to: number): void {
  table ??= makeTable();
  const rests = new Int32Array(3);
  const paths = new Int32Array(3);
  for (let i = 0; i < count * 3; i += 3) {
    let start = 0;
    for (let axis = 0; axis < 3; axis++) {
      // a and b are signed; the table's axes are not.
      const sample = data[from + i + axis]! ^ (axis === 0 ? 0 : 128);
      const rest = places[sample]! & 0xffff;
      start += (places[sample]! >> 16) * strides[axis]!;
      // Walks from corner to corner of the tetrahedron, first along the axis with the largest remainder.
      let place = axis;
      for (; place > 0 && rests[place - 1]! < rest; place--) {
        rests[place] = rests[place - 1]!;
        paths[place] = paths[place - 1]!;
      }
      rests[place] = rest;
      paths[place] = sample === 255 ? 0 : strides[axis]!;
    }
    for (let colour = 0; colour < 3; colour++) {
      let corner = start + colour;
      const origin = table[corner]!;
      let before = origin;
      let sum = 0x8001;
      for (let axis = 0; axis < 3; axis++) {
        corner += paths[axis]!;
        sum += (table[corner]! - before) * rests[axis]!;
        before = table[corner]!;
      }
      // Sums above 2^31 wrap around here as in Little CMS, which masking to 16 bits undoes.
      const level = (origin + ((sum + (sum >> 16)) >> 16)) & 0xffff;
      rgb[to + i + colour] = Math.floor((level * 65281 + 8388608) / 2 ** 24);
    }
  }
}
