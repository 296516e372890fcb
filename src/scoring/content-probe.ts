import { targetLayers } from '../graph/operators/hyperiqa/target-net.ts';
import type { Compiler, Program } from '../graph/program.ts';
import { cropTensor } from '../image/crop-tensor.ts';
import { type CropProtocol, cropSide, planCrops } from '../image/crops.ts';
import type { Photo } from '../image/photo.ts';
import { hyperIqaGraph } from '../models/hyperiqa/network.ts';
import type { WeightSource } from '../models/weight-source.ts';

export interface ContentWeights {
  /** Row by row the weights [w1,w0] of the target net's first layer; [112,224] in the authors' widths. */
  readonly firstLayer: Float32Array;
  /** Of the crop. */
  readonly score: number;
}

/**
 * What HyperIQA's hypernetwork writes for a photo: the weights of the target net's first layer, which section 4.4 of the
 * paper shows to depend on what the photo shows.
 */
export class ContentProbe {
  /** How many weights a photo has. */
  readonly length: number;
  readonly #program: Program;
  readonly #protocol: CropProtocol;

  private constructor(program: Program, protocol: CropProtocol, length: number) {
    this.#program = program;
    this.#protocol = protocol;
    this.length = length;
  }

  /** @throws HyperIqaError WEIGHTS when these are not HyperIQA's weights; SHADER, OUT_OF_MEMORY from the GPU. */
  static async load(engine: Compiler, weights: WeightSource, protocol: CropProtocol): Promise<ContentProbe> {
    const graph = hyperIqaGraph(weights, 1, ['matrices']);
    const [target] = graph.nodes.flatMap(({ operator }) => (operator.kind === 'target-net' ? [operator] : []));
    const [{ inputs, outputs }] = targetLayers(target!.widths);
    return new ContentProbe(await engine.compile(graph), protocol, inputs! * outputs!);
  }

  /**
   * Looks at one crop, the middle of what the protocol cuts crops from (demo: the photo squashed to 384x512), so that
   * photos differ by what they show and not by where crops fell.
   */
  async look(photo: Photo): Promise<ContentWeights> {
    const { resized, enlargement } = planCrops(photo, { protocol: this.#protocol, crops: 1, seed: 0 });
    const middle = (size: number) => Math.floor((Math.floor(size * enlargement) - cropSide) / 2);
    const crops = [{ top: middle(resized.height), left: middle(resized.width) }];
    const { matrices, score } = await this.#program.run({ crops: cropTensor({ resized, enlargement, crops }) });
    return { firstLayer: matrices!.slice(0, this.length), score: score![0]! };
  }
}
