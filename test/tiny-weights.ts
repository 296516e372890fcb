/** An untrained HyperIQA, so small that software adapters score a photo in a moment. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ByteSink, writeSafetensors } from '../src/formats/safetensors.ts';
import { distributionOf } from '../src/models/hyperiqa/code.ts';
import type { HyperIqaWidths } from '../src/models/hyperiqa/widths.ts';
import { syntheticTensors } from '../src/models/synthetic.ts';
import { hyperIqaLayout } from './hyperiqa-layout.ts';

export const tinyWidths: HyperIqaWidths = {
  stem: 8,
  stages: [
    { blocks: 1, width: 4 },
    { blocks: 1, width: 4 },
    { blocks: 1, width: 8 },
    { blocks: 1, width: 8 },
  ],
  heads: [
    { reducedTo: 4, outputs: 14 },
    { reducedTo: 4, outputs: 14 },
    { reducedTo: 4, outputs: 14 },
    { reducedTo: undefined, outputs: 14 },
  ],
  hyper: [16, 16, 14],
  target: [56, 28, 14, 14, 7, 1],
};

/** A file as `npm run convert` writes it. Different seeds give different scores. */
export async function tinyHyperIqa(seed: number): Promise<Buffer> {
  const { tensors, metadata } = syntheticTensors(hyperIqaLayout(tinyWidths), seed, distributionOf);
  const parts: Uint8Array[] = [];
  const sink: ByteSink = { write: async (bytes) => void parts.push(bytes) };
  await writeSafetensors([...tensors.values()], { ...metadata, model: 'hyperiqa', protocol: 'demo' }, sink);
  return Buffer.concat(parts);
}

/** Writes such a file into the folder; resolves to its path. */
export async function writeTinyHyperIqa(folder: string): Promise<string> {
  const path = join(folder, 'tiny.safetensors');
  await writeFile(path, await tinyHyperIqa(1));
  return path;
}
