import { targetLayers } from '../../graph/operators/hyperiqa/target-net.ts';
import type { Compiler, Program } from '../../graph/program.ts';
import { type CropInput, cropTensor, rgbCrops } from '../../image/crop-tensor.ts';
import type { Photo } from '../../image/photo.ts';
import type { CropProtocol } from '../../image/protocols/protocol.ts';
import { checkFinite } from '../finite.ts';
import type { ContentProbe } from '../metric.ts';
import type { WeightSource } from '../weight-source.ts';
import { cropSide, hyperIqaGraph, normalisationFor } from './network.ts';

/**
 * The weights that HyperIQA's hypernetwork predicts for a photo, those of the target network's first layer, which section 4.4 of
 * the paper shows to depend on the photo's content.
 */
export class HyperIqaContentProbe implements ContentProbe {
  /** The weights [w1,w0] of the target network's first layer, row by row; 112 * 224 at the authors' widths. */
  readonly length: number;
  readonly view: string;
  readonly #program: Program;
  readonly #protocol: CropProtocol;
  readonly #input: CropInput;

  private constructor(program: Program, input: CropInput, protocol: CropProtocol, length: number) {
    this.#program = program;
    this.#input = input;
    this.#protocol = protocol;
    this.length = length;
    const { fixedFrame } = protocol;
    const frame =
      fixedFrame === null
        ? `as the protocol '${protocol.name}' frames it`
        : `squashed to ${fixedFrame.width}x${fixedFrame.height}`;
    this.view = `One crop of ${cropSide}x${cropSide} from the middle of the photo ${frame}`;
  }

  /** @throws HyperIqaError WEIGHTS when these are not HyperIQA's weights; SHADER, OUT_OF_MEMORY from the GPU. */
  static async load(engine: Compiler, weights: WeightSource, protocol: CropProtocol): Promise<HyperIqaContentProbe> {
    const graph = hyperIqaGraph(weights, 1, ['matrices']);
    const [target] = graph.nodes.flatMap(({ operator }) => (operator.kind === 'target-net' ? [operator] : []));
    const [{ inputs, outputs }] = targetLayers(target.widths);
    return new HyperIqaContentProbe(
      await engine.compile(graph),
      rgbCrops(normalisationFor(weights)),
      protocol,
      inputs * outputs,
    );
  }

  /**
   * Looks at one crop, in the centre of the frame that the protocol cuts crops from, so that photos differ by their content and
   * not by the positions of crops.
   * @throws HyperIqaError WEIGHTS when the network computes values that are not finite; OUT_OF_MEMORY, DEVICE_LOST.
   */
  async look(photo: Photo): Promise<{ readonly content: Float32Array; readonly score: number }> {
    const plan = this.#protocol.plan(photo, { crops: 1, seed: 0 });
    const middle = (size: number) => Math.floor((size - cropSide) / 2);
    const crops = [{ top: middle(plan.frame.height), left: middle(plan.frame.width) }];
    const { matrices, score } = await this.#program.run({
      crops: cropTensor({ ...plan, crops }, this.#input),
    });
    const content = matrices.slice(0, this.length);
    checkFinite('HyperIQA', content);
    checkFinite('HyperIQA', score);
    return { content, score: score[0] };
  }
}
