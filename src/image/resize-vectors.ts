/** The same resize as `resize-pil.ts` by 128-bit vectors of WebAssembly, several times as fast. */
import type { FixedWindows } from './fixed-windows.ts';
import type { Photo } from './photo.ts';
import code from './resize-vectors.wat';

interface Code {
  readonly memory: WebAssembly.Memory;
  across(row: number, first: number, weights: number, pairs: number, to: number, width: number): void;
  add(row: number, sums: number, length: number, weight: number): void;
  bytes(sums: number, to: number, length: number): void;
}

const page = 65536;
/** Bytes of padding after what is read and written in vectors. */
const vector = 16;
/** Rows that are copied at once and stay in a CPU's cache. */
const bandBytes = 2 ** 18;
/** Longer rows are left to plain code, so that the memory, which never shrinks, stays small. */
const longestRow = 2 ** 21;
const mostSums = 2 ** 25;

/** undefined until first used; null where the host has no such vectors, or forbids WebAssembly. */
let loaded: Code | null | undefined;

function load(): Code | null {
  try {
    return new WebAssembly.Instance(new WebAssembly.Module(code)).exports as unknown as Code;
  } catch {
    return null;
  }
}

/** The consecutive positions of arrays in the memory. */
function layOut(memory: WebAssembly.Memory, lengths: readonly number[]): readonly number[] {
  let at = 0;
  const places = lengths.map((length) => {
    const place = at;
    at += Math.ceil((length + vector) / vector) * vector;
    return place;
  });
  const missing = Math.ceil((at - memory.buffer.byteLength) / page);
  if (missing > 0) memory.grow(missing);
  return places;
}

interface PairedWeights {
  readonly pairs: number;
  /** For each pixel and pair of neighbours [high a, high b, low a, low b], as `across` takes them. */
  readonly halves: Int16Array;
}

/** Cached, since plans are reused. */
const paired = new WeakMap<FixedWindows, PairedWeights>();

function pairedWeights(plan: FixedWindows): PairedWeights {
  const weights = paired.get(plan) ?? pairWeights(plan);
  paired.set(plan, weights);
  return weights;
}

function pairWeights({ first, weights, stride }: FixedWindows): PairedWeights {
  const pairs = Math.ceil(stride / 2);
  const halves = new Int16Array(first.length * pairs * 4);
  for (let x = 0; x < first.length; x++) {
    for (let k = 0; k < stride; k++) {
      const weight = weights[x * stride + k]!;
      const at = (x * pairs + (k >> 1)) * 4 + (k & 1);
      halves[at] = weight >> 11;
      halves[at + 2] = weight & 2047;
    }
  }
  return { pairs, halves };
}

/** Resizes both axes by their plans; null where vectors cannot be used. */
export function resizeByVectors(photo: Photo, across: FixedWindows, down: FixedWindows): Photo | null {
  if (loaded === undefined) loaded = load();
  if (loaded === null) return null;
  const { memory } = loaded;
  const width = across.first.length;
  const height = down.first.length;
  const rowBytes = photo.width * 3;
  const newRowBytes = Math.ceil((width * 3) / vector) * vector;
  const { pairs, halves } = pairedWeights(across);
  const bandRows = Math.max(1, Math.floor(bandBytes / rowBytes));
  const sumBytes = newRowBytes * 4;
  // Windows are padded with weights of 0, which may reach beyond the row.
  const reach = pairs * 6;
  const lengths = [bandRows * rowBytes + reach, width * 4, halves.byteLength, newRowBytes, height * sumBytes];
  if (rowBytes > longestRow || height * sumBytes > mostSums) return null;
  const [band, firsts, weights, row, sums] = layOut(memory, lengths) as [number, number, number, number, number];
  const starts = new Int32Array(memory.buffer, firsts, width);
  for (let x = 0; x < width; x++) starts[x] = across.first[x]! * 3;
  new Int16Array(memory.buffer, weights, halves.length).set(halves);
  new Int32Array(memory.buffer, sums, (height * sumBytes) / 4).fill(0);
  const input = new Uint8Array(memory.buffer, band, bandRows * rowBytes);
  const last = height - 1;
  const bottom = down.first[last]! + down.length[last]!;
  // Windows are processed so that both bounds of the rows only increase.
  let begun = 0;
  for (let y = down.first[0]!, inBand = bandRows; y < bottom; y++, inBand++) {
    if (inBand === bandRows) {
      input.set(photo.data.subarray(y * rowBytes, Math.min(y + bandRows, bottom) * rowBytes));
      inBand = 0;
    }
    loaded.across(band + inBand * rowBytes, firsts, weights, pairs, row, width);
    while (begun < last && down.first[begun]! + down.length[begun]! <= y) begun++;
    for (let to = begun; to <= last && down.first[to]! <= y; to++) {
      const weight = down.weights[to * down.stride + y - down.first[to]!]!;
      loaded.add(row, sums + to * sumBytes, newRowBytes, weight);
    }
  }
  const data = new Uint8Array(width * height * 3);
  const bytes = new Uint8Array(memory.buffer, row, width * 3);
  for (let y = 0; y < height; y++) {
    loaded.bytes(sums + y * sumBytes, row, newRowBytes);
    data.set(bytes, y * width * 3);
  }
  return { width, height, data };
}
