/** The valid files that mutants are made from: the tests' fixtures, and small complete models in every container. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeSafetensors } from '../../src/formats/safetensors.ts';
import type { HyperIqaWidths } from '../../src/models/hyperiqa/widths.ts';
import { syntheticTensors } from '../../src/models/synthetic.ts';
import { matrixYaml, regressionYaml } from '../../test/formats/opencv-yaml-texts.ts';
import { hyperIqaLayout } from '../../test/hyperiqa-layout.ts';

export interface Seed {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Larger fixtures are left out, since they would take most of the time. */
const largestSeed = 32 * 1024;

/** The files in a folder of the repository whose names match `ending`, sorted by name. */
export function fixtures(folder: string, ending: RegExp): readonly Seed[] {
  return readdirSync(folder)
    .filter((name) => ending.test(name))
    .sort()
    .map((name) => ({ name, bytes: new Uint8Array(readFileSync(join(folder, name))) }))
    .filter(({ bytes }) => bytes.length <= largestSeed);
}

const narrow: HyperIqaWidths = {
  stem: 2,
  stages: [1, 1, 1, 1].map((width) => ({ blocks: 1, width })),
  heads: [1, 1, 1, undefined].map((reducedTo, i) => ({ reducedTo, outputs: i === 3 ? 1 : 2 })),
  hyper: [2, 2, 1],
  target: [7, 7, 7, 7, 7, 1],
};

export interface PlainTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Uint8Array;
}

/** The tensors of a HyperIQA with the smallest widths that its layout allows. */
export async function narrowModel(): Promise<readonly PlainTensor[]> {
  const { tensors } = syntheticTensors(hyperIqaLayout(narrow), 1);
  const found: PlainTensor[] = [];
  for (const { name, shape, read } of tensors.values()) found.push({ name, shape, values: await read() });
  return found;
}

export async function narrowSafetensors(): Promise<Seed> {
  const { tensors, metadata } = syntheticTensors(hyperIqaLayout(narrow), 1);
  const pieces: Uint8Array[] = [];
  await writeSafetensors(
    [...tensors.values()],
    { ...metadata, model: 'hyperiqa' },
    { write: async (bytes) => void pieces.push(bytes) },
  );
  return { name: 'narrow.safetensors', bytes: Buffer.concat(pieces) };
}

const yaml = (text: string, name: string): Seed => ({ name, bytes: Buffer.from(text) });

export const yamlSeeds: readonly Seed[] = [yaml(regressionYaml, 'regression.yml'), yaml(matrixYaml, 'range.yml')];

/** The content of every file that the manifests name. */
export const manifestPart = new Uint8Array(12).fill(1);

/** Manifests as TensorFlow.js's converter writes them. */
export const manifestSeeds: readonly Seed[] = [
  yaml(
    `[{"weights":[
  {"name":"conv/filters","shape":[1,2,2],"dtype":"float32","quantization":{"dtype":"uint8","scale":4.8e-3,"min":-0.58}},
  {"name":"conv/bias","shape":[2],"dtype":"float32"}],
"paths":["group1-shard1of1.bin"]}]`,
    'manifest.json',
  ),
  yaml(
    '{"format":"layers-model","modelTopology":{},"weightsManifest":[{"paths":["a","b"],"weights":[' +
      '{"name":"k","shape":[2,4],"dtype":"float32","quantization":{"dtype":"uint16","scale":0.5,"min":0}},' +
      '{"name":"n","shape":[],"dtype":"int32"},{"name":"h","shape":[2],"dtype":"float32",' +
      '"quantization":{"dtype":"float16"}}]}]}',
    'model.json',
  ),
];

export const tableSeeds: readonly Seed[] = [
  yaml('image_name,MOS_zscore,SD\na.jpg,61.5,0.3\n"b, ""c"".jpg",-2e1,\nfolder/d.jpg,nan,"line\nend"\n', 'commas.csv'),
  yaml('\ufeffimage_name;MOS_zscore\r\ncaf\u00e9.jpg;1,5\r\ncafe\u0301 2.jpg;2\r\n\r\n', 'semicolons.csv'),
  yaml('image_name\tMOS_zscore\nx.png\t3\ny.png\t4\n', 'tabs.csv'),
];
