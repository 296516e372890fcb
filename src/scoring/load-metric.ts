import type { TensorFile } from '../formats/tensor-file.ts';
import type { Compiler } from '../graph/program.ts';
import type { CropProtocol } from '../image/crops.ts';
import { weightsOf } from '../models/weight-source.ts';
import { Brisque } from './brisque-scorer.ts';
import { HyperIqa, protocolOf } from './hyperiqa-scorer.ts';
import type { Metric, MetricName } from './metric.ts';

/**
 * The metric, and what people call it with its weights: `hyperiqa/authors/demo`.
 * @param protocol HyperIQA's; the weights' makers' own when left out.
 * @throws HyperIqaError WEIGHTS when the file holds another model.
 */
export async function loadMetric(
  name: MetricName,
  file: TensorFile,
  compiler: Compiler,
  protocol?: CropProtocol,
): Promise<{ readonly metric: Metric; readonly model: string }> {
  if (name === 'brisque') return { metric: await Brisque.load(compiler, weightsOf(file)), model: 'brisque/live' };
  const metric = new HyperIqa(compiler, weightsOf(file), protocol ?? protocolOf(file));
  const { source_format: form = 'unknown', source_naming: whose = form } = file.metadata;
  return { metric, model: `hyperiqa/${whose}/${metric.protocol}` };
}
