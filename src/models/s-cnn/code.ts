/** The network S-CNN, and how its class probabilities become a score. */
import { GraphBuilder } from '../../graph/builder.ts';
import type { Graph } from '../../graph/graph.ts';
import { globalAveragePool, linear, reshape, softmax } from '../../graph/layers.ts';
import type { Compiler } from '../../graph/program.ts';
import { cropTensor, rgbCrops } from '../../image/crop-tensor.ts';
import { imageNet } from '../../image/normalisation.ts';
import { checkPhoto } from '../../image/photo.ts';
import { addConvNormRelu, addSCnn, sCnnDistribution } from '../backbones/s-cnn.ts';
import type { Checkpoint } from '../checkpoint.ts';
import { checkFinite } from '../finite.ts';
import type { Metric, MetricModel, OpenMetric } from '../metric.ts';
import { ProgramCache } from '../program-cache.ts';
import type { MetricInput, Score, ScoreOptions } from '../score.ts';
import { type WeightSource, weightsOf } from '../weight-source.ts';
import { classes, verdictOf } from './classes.ts';
import { sCnnProtocol, sCnnSide } from './protocol.ts';

export const unit = 'photo';
export const usualBatch = 1;
export const distributionOf = sCnnDistribution;

const projected = 256;

export function request(weights: WeightSource): void {
  graph(weights, 1);
}

/** Input 'crops' [N,3,224,224], R, G, B normalised as for ImageNet. Output 'probabilities' [N,39]. */
export function graph(weights: WeightSource, batch: number): Graph {
  const net = new GraphBuilder();
  const maps = addSCnn(net, weights, net.input('crops', [batch, 3, sCnnSide, sCnnSide]), 'features.');
  const project = (x: typeof maps, index: number) =>
    addConvNormRelu(net, weights, x, {
      conv: `projection.${index}`,
      norm: `projection.${index + 1}`,
      outputs: projected,
      side: 1,
      stride: 1,
    });
  const pooled = globalAveragePool(net, 'pool', maps);
  const column = reshape(net, 'pool.column', pooled, [batch, maps.shape[1]!, 1, 1]);
  const projection = project(project(column, 0), 3);
  const logits = linear(net, 'classifier', reshape(net, 'projection', projection, [batch, projected]), {
    weight: weights.constant('classifier.weight', [classes.length, projected]),
    bias: weights.constant('classifier.bias', [classes.length]),
  });
  return net.build([softmax(net, 'probabilities', logits, 1)]);
}

/** @throws HyperIqaError WEIGHTS when these are not S-CNN's weights. */
export async function open(compiler: Compiler, { file, ...row }: OpenMetric): Promise<Metric> {
  const weights = weightsOf(file);
  request(weights);
  return new SCnn(compiler, row, weights);
}

class SCnn implements Metric {
  readonly model: MetricModel;
  readonly checkpoint: Checkpoint;
  readonly protocol = sCnnProtocol;
  readonly label: string;
  readonly #weights: WeightSource;
  readonly #programs: ProgramCache;

  constructor(compiler: Compiler, { model, checkpoint }: Omit<OpenMetric, 'file'>, weights: WeightSource) {
    this.model = model;
    this.checkpoint = checkpoint;
    this.label = `${model.name}/${checkpoint.label}`;
    this.#weights = weights;
    this.#programs = new ProgramCache(compiler);
  }

  /**
   * The expected level of distortion, 1 to 5. Parts: the probability of each kind of distortion, which sum to 1. Words: the most
   * probable kind and level.
   */
  async score({ photo }: MetricInput, { signal }: ScoreOptions = {}): Promise<Score> {
    checkPhoto(photo);
    const plan = this.protocol.plan(photo, {});
    const inputs = { crops: cropTensor(plan, rgbCrops(imageNet)) };
    const build = () => graph(this.#weights, 1);
    const outputs = await this.#programs.use('centre', build, (program) => program.run(inputs), signal);
    checkFinite(this.model.title, outputs.probabilities!);
    const { level, words, probabilities } = verdictOf(outputs.probabilities!);
    const crops = plan.crops.map((position) => ({ ...position, score: level }));
    return { value: level, words, parts: probabilities, crops: { frame: plan.frame, side: sCnnSide, scores: crops } };
  }

  dispose(): void {
    void this.#programs.dispose();
  }
}
