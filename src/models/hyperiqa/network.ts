/**
 * HyperIQA (Su et al., "Blindly Assess Image Quality in the Wild Guided by a Self-Adaptive Hyper Network", CVPR 2020): a
 * hypernetwork recognises a photo's content and predicts the weights of a small target network, which judges its quality. Layers
 * and tensors have the names of the authors' checkpoint; pyiqa's holds the same network under other names. The weights determine
 * depth and widths, and whether the backbone is a ResNet or MobileNetV2.
 */
import { GraphBuilder } from '../../graph/builder.ts';
import type { Graph } from '../../graph/graph.ts';
import {
  averagePool,
  concat,
  conv2d,
  cropNormalise,
  globalAveragePool,
  linear,
  relu,
  reshape,
  targetNet,
} from '../../graph/layers.ts';
import type { Value } from '../../graph/tensor.ts';
import { imageNet, minusOneToOne, type Normalisation } from '../../image/normalisation.ts';
import { addMobileNetV2, hasMobileNetV2 } from '../backbones/mobilenet-v2.ts';
import { addResNet } from '../backbones/resnet.ts';
import { joined, type WeightSource } from '../weight-source.ts';
import { type HyperIqaWidths, widthsOf } from './widths.ts';

/** The side of a crop in pixels. */
export const cropSide = 224;

/** The side of the feature map from which the hypernetwork predicts the target network's weights. */
const hyperSide = 7;

/** A layer of the checkpoint that is computed together with others. */
interface Part {
  readonly name: string;
  readonly outputs: number;
}

/** The normalisation of the crops, which depends on the backbone's training. */
export function normalisationFor({ shapeOf }: WeightSource): Normalisation {
  return hasMobileNetV2(shapeOf, backbone) ? minusOneToOne : imageNet;
}

/** The prefix of the names of the backbone's tensors, and of the heads'. */
const backbone = 'res.';

/** Adds the checkpoint's layers to a graph. */
class Layers {
  readonly net = new GraphBuilder();
  readonly weights: WeightSource;
  readonly widths: HyperIqaWidths;

  constructor(weights: WeightSource) {
    this.weights = weights;
    this.widths = widthsOf(weights.shapeOf);
  }

  /** A convolution that keeps the size. */
  conv(name: string, x: Value, outputs: number, side: number): Value {
    return this.fusedConv(name, x, [{ name, outputs }], side);
  }

  /** Combines several convolutions of one input into one, with their outputs concatenated. */
  fusedConv(name: string, x: Value, parts: readonly Part[], side: number): Value {
    const weight = joined(parts.map((part) => this.#kernel(part.name, x, part.outputs, side)));
    return conv2d(this.net, name, x, { weight, bias: this.#biases(parts), padding: (side - 1) / 2 });
  }

  /** A 1x1 convolution without bias. */
  reduce(name: string, x: Value, outputs: number): Value {
    return conv2d(this.net, name, x, { weight: this.#kernel(name, x, outputs, 1) });
  }

  linear(name: string, x: Value, outputs: number): Value {
    return this.fusedLinear(name, x, [{ name, outputs }]);
  }

  /** Combines several linear layers of one input into one, with their outputs concatenated. */
  fusedLinear(name: string, x: Value, parts: readonly Part[]): Value {
    const weight = joined(
      parts.map((part) => this.weights.constant(`${part.name}.weight`, [part.outputs, x.shape[1]])),
    );
    return linear(this.net, name, x, { weight, bias: this.#biases(parts) });
  }

  #kernel(name: string, x: Value, outputs: number, side: number) {
    return this.weights.constant(`${name}.weight`, [outputs, x.shape[1], side, side]);
  }

  #biases(parts: readonly Part[]) {
    return joined(parts.map(({ name, outputs }) => this.weights.constant(`${name}.bias`, [outputs])));
  }
}

/** A local distortion head: a stage's features averaged over 7x7 patches, then a linear layer. [N,C,H,W] to [N,O]. */
function addLocalHead(layers: Layers, stage: number, features: Value): Value {
  const { reducedTo, outputs } = layers.widths.heads[stage];
  const name = `res.lda${stage + 1}`;
  const reduced = reducedTo === undefined ? features : layers.reduce(`${name}_pool.0`, features, reducedTo);
  const patches = averagePool(layers.net, `${name}_pool`, reduced, { kernel: 7, stride: 7 });
  const flat = reshape(layers.net, `${name}_flat`, patches, [
    features.shape[0],
    patches.shape[1] * patches.shape[2] * patches.shape[3],
  ]);
  return layers.linear(`${name}_fc`, flat, outputs);
}

/**
 * Input 'crops' [N,3,224,224]: RGB, normalised by `normalisationFor`. Output 'score' [N,1], higher is better: 0..100 for the
 * authors' weights, 0..1 for pyiqa's.
 * @param probes names of further values to return: 'res.layer1.2' to 'res.layer4.2' (the last is the semantic map), 'content',
 * 'hyper', 'matrices' and 'vectors' (the target network's weights, laid out as in src/graph/operators/hyperiqa/target-net.ts),
 * and every other node's.
 * @throws HyperIqaError WEIGHTS for a tensor that is missing or of another shape.
 */
export function hyperIqaGraph(weights: WeightSource, batch: number, probes: readonly string[] = []): Graph {
  const layers = new Layers(weights);
  const crops = layers.net.input('crops', [batch, 3, cropSide, cropSide]);
  return addNetwork(layers, crops, probes);
}

/**
 * The same network on crops that the GPU cuts. Inputs: 'photo' [height,width,3], bytes R G B, and 'corners' [N,2], each
 * crop's top and left in pixels. Output 'score' [N,1], bit for bit that of `hyperIqaGraph` on the same crops.
 */
export function hyperIqaPhotoGraph(weights: WeightSource, batch: number, height: number, width: number): Graph {
  const layers = new Layers(weights);
  const { net } = layers;
  const photo = net.byteInput('photo', [height, width, 3]);
  const corners = net.input('corners', [batch, 2]);
  const { table: values } = normalisationFor(weights);
  const table = {
    key: values === imageNet.table ? 'normalised bytes' : 'bytes in -1..1',
    shape: [3, 256],
    read: async () => values,
  };
  return addNetwork(layers, cropNormalise(net, 'crops', photo, corners, { side: cropSide, table }), []);
}

function addNetwork(layers: Layers, crops: Value, probes: readonly string[]): Graph {
  const { net, weights, widths } = layers;
  const { stem, stages, hyper: hyperWidths, target } = widths;

  // The photo's content: the stages' features, and a vector of local distortion features.
  const stageFeatures = hasMobileNetV2(weights.shapeOf, backbone)
    ? addMobileNetV2(net, weights, backbone, crops)
    : addResNet(net, weights, backbone, crops, { stem, stages });
  const localVectors = stageFeatures.map((features, stage) => addLocalHead(layers, stage, features));
  const content = concat(net, 'content', localVectors, 1);

  // The hypernetwork's feature map, [N,112,7,7] at the authors' widths.
  const semantic = stageFeatures[stageFeatures.length - 1];
  const reduced1 = relu(net, 'conv1.1', layers.conv('conv1.0', semantic, hyperWidths[0], 1));
  const reduced2 = relu(net, 'conv1.3', layers.conv('conv1.2', reduced1, hyperWidths[1], 1));
  const hyper = relu(net, 'hyper', layers.conv('conv1.4', reduced2, hyperWidths[2], 1));
  const pooled = globalAveragePool(net, 'pooled', hyper);

  // The predicted weights: the target network's matrices, each from the maps of one convolution in the order C, H, W, and its
  // vectors, from the pooled map.
  const hidden = [1, 2, 3, 4].map((layer) => ({
    layer,
    inputs: target[layer - 1],
    outputs: target[layer],
  }));
  const maps = hidden.map(({ layer, inputs, outputs }) => ({
    name: `fc${layer}w_conv`,
    outputs: (inputs * outputs) / hyperSide ** 2,
  }));
  const matrices = layers.fusedConv('matrices', hyper, maps, 3);
  const vectors = layers.fusedLinear('vectors', pooled, [
    ...hidden.map(({ layer, outputs }) => ({ name: `fc${layer}b_fc`, outputs })),
    { name: 'fc5w_fc', outputs: target[4] },
    { name: 'fc5b_fc', outputs: target[5] },
  ]);
  const score = targetNet(net, 'score', content, matrices, vectors, target);
  return net.build([score, ...probes.map((name) => net.value(name))]);
}
