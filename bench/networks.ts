/** The networks that are measured: their inputs and weights. */
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type OpenWeights, openModelWeights } from '../src/cli/model-files.ts';
import { HyperIqaError } from '../src/errors.ts';
import { writeSafetensors } from '../src/formats/safetensors.ts';
import type { Graph } from '../src/graph/graph.ts';
import type { Model } from '../src/models/model.ts';
import { findModel, models } from '../src/models/registry.ts';
import { syntheticWeights } from '../src/models/synthetic.ts';
import { weightsOf } from '../src/models/weight-source.ts';
import { findCheckpoint } from '../src/node/default-weights.ts';
import { cacheFolder } from '../src/platform/cache-folder.ts';
import { writeFileWhole } from '../src/platform/file-sink.ts';

/** @throws HyperIqaError USAGE when the registry has no model of that name. */
export function modelNamed(name: string): Model {
  const model = findModel(name);
  if (model !== undefined) return model;
  const names = models.map((each) => each.name).join(', ');
  throw new HyperIqaError('USAGE', `There is no model ${name}; the known ones are ${names}.`);
}

/** The model's network with the weights that were opened. */
export async function networkGraph({ model, file }: OpenWeights, batch: number): Promise<Graph> {
  return (await model.code()).graph(weightsOf(file), batch);
}

/**
 * The file to measure with: the named one; otherwise that of the model's first checkpoint if it exists; otherwise synthetic
 * weights at the model's usual widths, written to a file at first use so that a cold start includes reading weights. undefined
 * for a model without weights.
 */
export async function weightsPath(model: Model, named: string | undefined): Promise<string | undefined> {
  const here = named ?? (await findCheckpoint(model.checkpoints[0].file));
  if (here !== null || model.namings.length === 0) return here ?? undefined;
  const folder = join(cacheFolder(), 'bench');
  const path = join(folder, `${model.name}-synthetic.safetensors`);
  if (await stat(path).catch(() => null)) return path;
  await mkdir(folder, { recursive: true });
  const { tensors, metadata } = await syntheticWeights(model, 0);
  await writeFileWhole(path, (sink) => writeSafetensors([...tensors.values()], metadata, sink));
  return path;
}

/** @param path a result of `weightsPath`. */
export function openNetworkWeights(model: Model, path: string | undefined): Promise<OpenWeights> {
  return openModelWeights(model, path);
}
