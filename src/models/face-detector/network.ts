/**
 * OpenCV's res10 300x300 SSD face detector, layer by layer as in its deploy.prototxt
 * (https://github.com/opencv/opencv/tree/4.x/samples/dnn/face_detector). Nodes and values have the names of Caffe's
 * layers; Caffe's BatchNorm and the Scale after it are one node, with the Scale's name.
 */
import { GraphBuilder } from '../../graph/builder.ts';
import type { Graph } from '../../graph/graph.ts';
import {
  add,
  batchNorm,
  concat,
  conv2d,
  l2Normalise,
  maxPool,
  permute,
  relu,
  reshape,
  softmax,
} from '../../graph/layers.ts';
import type { Value } from '../../graph/tensor.ts';
import type { WeightSource } from '../weight-source.ts';
import { priorCount, priorSizes, priorSources } from './priors.ts';

const batchNormEpsilon = 1e-5;
const normalizeEpsilon = 1e-10;

/** Window and placement; default stride 1, dilation 1 and padding 0. */
interface Window {
  readonly side: number;
  readonly stride?: number;
  readonly padding?: number;
  readonly dilation?: number;
}

const point: Window = { side: 1 };
const pointHalving: Window = { side: 1, stride: 2 };
const same: Window = { side: 3, padding: 1 };
const halving: Window = { side: 3, stride: 2, padding: 1 };
const dilated: Window = { side: 3, padding: 2, dilation: 2 };
const shrinking: Window = { side: 3 };

/** Adds Caffe's layers to a graph. */
class Layers {
  readonly net = new GraphBuilder();
  readonly #weights: WeightSource;

  constructor(weights: WeightSource) {
    this.#weights = weights;
  }

  conv(name: string, x: Value, outputs: number, window: Window): Value {
    return conv2d(this.net, name, x, { ...window, weight: this.#kernel(name, x, outputs, window) });
  }

  convBias(name: string, x: Value, outputs: number, window: Window): Value {
    const bias = this.#weights.constant(`${name}.1`, [outputs]);
    return conv2d(this.net, name, x, { ...window, weight: this.#kernel(name, x, outputs, window), bias });
  }

  convRelu(name: string, activated: string, x: Value, outputs: number, window: Window): Value {
    return relu(this.net, activated, this.convBias(name, x, outputs, window));
  }

  norm(statistics: string, scale: string, x: Value): Value {
    const channels = [x.shape[1]];
    return batchNorm(this.net, scale, x, {
      mean: this.#weights.constant(`${statistics}.0`, channels),
      variance: this.#weights.constant(`${statistics}.1`, channels),
      gamma: this.#weights.constant(`${scale}.0`, channels),
      beta: this.#weights.constant(`${scale}.1`, channels),
      epsilon: batchNormEpsilon,
    });
  }

  normRelu(statistics: string, scale: string, activated: string, x: Value): Value {
    return relu(this.net, activated, this.norm(statistics, scale, x));
  }

  normalize(name: string, x: Value): Value {
    return l2Normalise(this.net, name, x, this.#weights.constant(`${name}.0`, [x.shape[1]]), normalizeEpsilon);
  }

  /** A head's values for all priors of a feature map, cell by cell: [N, cells * cells * outputs]. */
  head(name: string, x: Value, outputs: number): Value {
    const maps = permute(this.net, `${name}_perm`, this.convBias(name, x, outputs, same), [0, 2, 3, 1]);
    const [batch, height, width] = maps.shape;
    return reshape(this.net, `${name}_flat`, maps, [batch, height * width * outputs]);
  }

  #kernel(name: string, x: Value, outputs: number, { side }: Window) {
    return this.#weights.constant(`${name}.0`, [outputs, x.shape[1], side, side]);
  }
}

/** The residual network, 300x300 to 19x19: returns the feature maps of the priors 'conv4_3_norm' and 'fc7'. */
function addBackbone(layers: Layers, blob: Value): readonly [Value, Value] {
  const { net } = layers;
  const data = layers.norm('data_bn', 'data_scale', blob);
  const conv1 = layers.convBias('conv1_h', data, 32, { side: 7, stride: 2, padding: 3 });
  const relu1 = layers.normRelu('conv1_bn_h', 'conv1_scale_h', 'conv1_relu', conv1);
  const pool1 = maxPool(net, 'conv1_pool', relu1, { kernel: 3, stride: 2, rounding: 'ceil' });

  const conv64 = layers.conv('layer_64_1_conv1_h', pool1, 32, same);
  const relu64 = layers.normRelu('layer_64_1_bn2_h', 'layer_64_1_scale2_h', 'layer_64_1_relu2', conv64);
  const sum64 = add(net, 'layer_64_1_sum', layers.conv('layer_64_1_conv2_h', relu64, 32, same), pool1);

  const in128 = layers.normRelu('layer_128_1_bn1_h', 'layer_128_1_scale1_h', 'layer_128_1_relu1', sum64);
  const conv128 = layers.conv('layer_128_1_conv1_h', in128, 128, halving);
  const relu128 = layers.normRelu('layer_128_1_bn2', 'layer_128_1_scale2', 'layer_128_1_relu2', conv128);
  const skip128 = layers.conv('layer_128_1_conv_expand_h', in128, 128, pointHalving);
  const sum128 = add(net, 'layer_128_1_sum', layers.conv('layer_128_1_conv2', relu128, 128, same), skip128);

  const in256 = layers.normRelu('layer_256_1_bn1', 'layer_256_1_scale1', 'layer_256_1_relu1', sum128);
  const conv256 = layers.conv('layer_256_1_conv1', in256, 256, halving);
  const relu256 = layers.normRelu('layer_256_1_bn2', 'layer_256_1_scale2', 'layer_256_1_relu2', conv256);
  const skip256 = layers.conv('layer_256_1_conv_expand', in256, 256, pointHalving);
  const sum256 = add(net, 'layer_256_1_sum', layers.conv('layer_256_1_conv2', relu256, 256, same), skip256);

  const in512 = layers.normRelu('layer_512_1_bn1', 'layer_512_1_scale1', 'layer_512_1_relu1', sum256);
  const conv512 = layers.conv('layer_512_1_conv1_h', in512, 128, same);
  const relu512 = layers.normRelu('layer_512_1_bn2_h', 'layer_512_1_scale2_h', 'layer_512_1_relu2', conv512);
  const skip512 = layers.conv('layer_512_1_conv_expand_h', in512, 256, point);
  const sum512 = add(net, 'layer_512_1_sum', layers.conv('layer_512_1_conv2_h', relu512, 256, dilated), skip512);

  return [layers.normalize('conv4_3_norm', in256), layers.normRelu('last_bn_h', 'last_scale_h', 'last_relu', sum512)];
}

/** SSD's extra layers, 19x19 to 1x1: returns the feature maps of the priors 'conv6_2' to 'conv9_2'. */
function addExtraLayers(layers: Layers, fc7: Value): readonly Value[] {
  const conv6 = layers.convRelu('conv6_1_h', 'conv6_1_relu', fc7, 128, point);
  const map6 = layers.convRelu('conv6_2_h', 'conv6_2_relu', conv6, 256, halving);
  const conv7 = layers.convRelu('conv7_1_h', 'conv7_1_relu', map6, 64, point);
  const map7 = layers.convRelu('conv7_2_h', 'conv7_2_relu', conv7, 128, halving);
  const conv8 = layers.convRelu('conv8_1_h', 'conv8_1_relu', map7, 64, point);
  const map8 = layers.convRelu('conv8_2_h', 'conv8_2_relu', conv8, 128, shrinking);
  const conv9 = layers.convRelu('conv9_1_h', 'conv9_1_relu', map8, 64, point);
  const map9 = layers.convRelu('conv9_2_h', 'conv9_2_relu', conv9, 128, shrinking);
  return [map6, map7, map8, map9];
}

/**
 * Input 'blob' [N,3,300,300]: B, G, R minus their means, not scaled. Outputs: 'loc' [N,34928], the offsets (dx, dy, dw, dh) of
 * the 8732 priors' boxes, and 'conf' [N,8732,2], the probabilities of background and face.
 * @param probes names of further values to return.
 * @throws HyperIqaError WEIGHTS for a tensor that is missing or of another shape.
 */
export function faceDetectorGraph(weights: WeightSource, batch: number, probes: readonly string[] = []): Graph {
  const layers = new Layers(weights);
  const { net } = layers;
  const [conv4, fc7] = addBackbone(layers, net.input('blob', [batch, 3, 300, 300]));
  const maps = [conv4, fc7, ...addExtraLayers(layers, fc7)];
  const heads = (kind: string, valuesPerPrior: number): readonly Value[] =>
    priorSources.map((source, i) => {
      return layers.head(`${source.name}_mbox_${kind}`, maps[i], priorSizes(source).length * valuesPerPrior);
    });
  const loc = concat(net, 'loc', heads('loc', 4), 1);
  const logits = reshape(net, 'mbox_conf_reshape', concat(net, 'mbox_conf', heads('conf', 2), 1), [
    batch,
    priorCount,
    2,
  ]);
  const conf = softmax(net, 'conf', logits, 2);
  return net.build([loc, conf, ...probes.map((name) => net.value(name))]);
}
