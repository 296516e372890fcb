/** The photos on which decoding is measured. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { packageFile } from '../../src/platform/package-root.ts';
import { loadSharp } from '../../src/platform/sharp.ts';

export interface PhotoSet {
  /** For display. */
  readonly title: string;
  readonly paths: readonly string[];
  /** The number of photos in a pass; the passes of both sides alternate. */
  readonly pass: number;
}

const large = { width: 4000, height: 3000 };

/** Enlarged photos are smooth and would decode too fast. Noise over this many levels makes their files about 1.5 MB large. */
const noise = 13;

const mostEnlarged = 3;

/** The sample photos, and photos of 12 megapixels made from them, which are written into `folder`. */
export async function photoSets(folder: string): Promise<readonly PhotoSet[]> {
  const samples = packageFile('samples');
  const names = (await readdir(samples)).filter((name) => name.endsWith('.jpg')).sort();
  const small = names.map((name) => join(samples, name));
  const enlarged: string[] = [];
  for (const [i, name] of names.slice(0, mostEnlarged).entries()) {
    const path = join(folder, name);
    await enlarge(small[i]!, path);
    enlarged.push(path);
  }
  return [
    { title: 'samples, 0.2 to 0.3 megapixels', paths: small, pass: 100 },
    { title: 'the same enlarged to 12 megapixels', paths: enlarged, pass: 10 },
  ];
}

async function enlarge(from: string, to: string): Promise<void> {
  const sharp = await loadSharp();
  const { width, height } = large;
  const pixels = await sharp(from).resize(width, height, { fit: 'fill' }).removeAlpha().raw().toBuffer();
  // Numerical Recipes' generator, so that every run measures the same photos.
  let state = 1;
  for (let i = 0; i < pixels.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    const shift = ((state >>> 24) % noise) - (noise >> 1);
    pixels[i] = Math.min(255, Math.max(0, pixels[i]! + shift));
  }
  await sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 88 })
    .toFile(to);
}
