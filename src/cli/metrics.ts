/** From the names that --metric takes to weights and scorers. */
import { InvalidArgumentError } from 'commander';
import type { TensorFile } from '../formats/tensor-file.ts';
import { syntheticHyperIqa } from '../models/hyperiqa/synthetic.ts';
import { betterScore, type MetricName, metricNames } from '../scoring/metric.ts';
import { brisqueWeights, hyperIqaWeights, type OpenWeights, openWeights } from './model-files.ts';

/** Names with commas between them, each once. */
export function metricList(text: string): readonly MetricName[] {
  const names = text.split(',').map((word) => metricNames.find((name) => name === word.trim()));
  const known = names.filter((name) => name !== undefined);
  if (known.length !== names.length || new Set(known).size !== known.length) {
    throw new InvalidArgumentError(
      `Wanted are ${metricNames.join(' and ')}, each at most once, with commas between them.`,
    );
  }
  return known;
}

/** `hyperiqa: higher is better; brisque: lower is better` */
export function directions(names: readonly MetricName[]): string {
  return names.map((name) => `${name}: ${betterScore[name]} is better`).join('; ');
}

/** @param path HyperIQA's file, or `synthetic` for weights that nobody trained; the default file when left out. */
export async function openMetricWeights(name: MetricName, path: string | undefined): Promise<OpenWeights> {
  if (name === 'brisque') return openWeights(undefined, brisqueWeights);
  if (path === 'synthetic') {
    return { file: syntheticHyperIqa(0), sha256: async () => null, close: async () => undefined };
  }
  return openWeights(path, hyperIqaWeights);
}

/** What people should know of the scores that these weights give; null where there is nothing to warn of. */
export function cautionOf({ metadata }: TensorFile): string | null {
  if (metadata.source_format === 'synthetic') return 'The weights are synthetic: the scores mean nothing.';
  if (metadata.source_naming !== 'nano') return null;
  return (
    "HyperIQA's nano model scores: it knows artificial distortions, not people's opinions (docs/NANO.md). For weights " +
    'that were trained on those: npm run weights -- get hyperiqa-koniq'
  );
}
