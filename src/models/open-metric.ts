import { HyperIqaError } from '../errors.ts';
import type { TensorFile } from '../formats/tensor-file.ts';
import type { Compiler } from '../graph/program.ts';
import type { CropProtocol } from '../image/protocols/protocol.ts';
import { checkpointOf } from './checkpoint-of.ts';
import { loadCode } from './load-code.ts';
import type { Metric, MetricModel, OpenMetric } from './metric.ts';

/** The model's protocol of that name or alias. */
export function findProtocol(model: MetricModel, name: string): CropProtocol | undefined {
  return model.protocols.find((protocol) => protocol.name === name || protocol.aliases.includes(name));
}

/**
 * The options for opening a metric with the weights of a converted file.
 * @param protocol a name or alias; default the checkpoint's own, also where the model has none of that name.
 * @throws HyperIqaError WEIGHTS when the file holds another model.
 */
export function openMetricOptions(model: MetricModel, file: TensorFile, protocol?: string): OpenMetric {
  const held = file.metadata.model;
  if (held !== undefined && held !== model.name) {
    throw new HyperIqaError('WEIGHTS', `These are weights of ${held}; ${model.name} needs weights of its own.`);
  }
  const checkpoint = checkpointOf(model, file);
  const names = [protocol, file.metadata.protocol, checkpoint.protocol];
  const found = names.map((name) => (name == null ? undefined : findProtocol(model, name)));
  return {
    model,
    checkpoint,
    file,
    protocol: found.find((each) => each !== undefined) ?? model.protocols[0] ?? null,
  };
}

/** The file of a formula. */
const noWeights: TensorFile = { format: 'safetensors', metadata: {}, tensors: new Map() };

/**
 * Opens the metric with the weights of a converted file; see `openMetricOptions`.
 * @param file null for a formula, which has no weights.
 * @throws HyperIqaError WEIGHTS when the file holds another model, or not all of its tensors; SHADER, OUT_OF_MEMORY.
 */
export async function openMetric(
  compiler: Compiler,
  model: MetricModel,
  file: TensorFile | null,
  protocol?: string,
): Promise<Metric> {
  const options = openMetricOptions(model, file ?? noWeights, protocol);
  return (await loadCode(model)).open(compiler, options);
}
