/** The networks of NIMA, and how they are opened. */
import { GraphBuilder } from '../../graph/builder.ts';
import type { Graph } from '../../graph/graph.ts';
import { maxPool } from '../../graph/layers.ts';
import type { Value } from '../../graph/tensor.ts';
import { rgbCrops } from '../../image/crop-tensor.ts';
import { imageNet, minusOneToOne, type Normalisation } from '../../image/normalisation.ts';
import type { Size } from '../../image/protocols/protocol.ts';
import { addInceptionResNet } from '../backbones/inception-resnet.ts';
import { addMobileNet } from '../backbones/mobilenet.ts';
import { sCnnDistribution } from '../backbones/s-cnn.ts';
import { addVgg16 } from '../backbones/vgg.ts';
import { CropMetric } from '../crop-metric.ts';
import type { MetricCode } from '../metric.ts';
import { type WeightSource, weightsOf } from '../weight-source.ts';
import { addOpinions, partsOf } from './opinions.ts';
import { resizedCrops } from './pyiqa-input.ts';

interface Network {
  /** @param x [N,3,H,W], normalised as stated below. @returns maps, whose means over positions are the features. */
  addBackbone(net: GraphBuilder, weights: WeightSource, x: Value): Value;
  readonly normalisation: Normalisation;
  /** The side of the photo in its usual protocol. */
  readonly side: number;
}

/** Input 'crops' [N,3,H,W]. Outputs as `addOpinions` says. */
function graphOf({ addBackbone }: Network, weights: WeightSource, batch: number, { width, height }: Size): Graph {
  const net = new GraphBuilder();
  const maps = addBackbone(net, weights, net.input('crops', [batch, 3, height, width]));
  return net.build(addOpinions(net, weights, maps));
}

function codeOf(network: Network): MetricCode {
  const usual = { width: network.side, height: network.side };
  const graph = (weights: WeightSource, batch: number, size: Size = usual) => graphOf(network, weights, batch, size);
  return {
    unit: 'photo',
    usualBatch: 1,
    distributionOf: sCnnDistribution,
    request: (weights) => void graph(weights, 1),
    graph: (weights, batch) => graph(weights, batch),
    async open(compiler, { file, ...row }) {
      const weights = weightsOf(file);
      graph(weights, 1);
      const protocol = row.protocol!;
      return new CropMetric(compiler, {
        ...row,
        protocol,
        input: protocol.isWhole ? rgbCrops(network.normalisation) : resizedCrops(network.normalisation),
        largestBatch: 1,
        hasFixedBatch: true,
        graph: (batch, size) => graph(weights, batch, size),
        describe: (classes) => (classes.length === 0 ? {} : { parts: partsOf(classes) }),
        parts: ({ classes }) => (classes === undefined ? {} : partsOf(classes)),
      });
    },
  };
}

function addPooledVgg16(net: GraphBuilder, weights: WeightSource, x: Value): Value {
  const maps = addVgg16(net, weights, x, { prefix: 'features_', numbering: 'torchvision' });
  return maxPool(net, 'features_30', maps, { kernel: 2, stride: 2 });
}

export const networks = {
  nima: codeOf({ addBackbone: addMobileNet, normalisation: minusOneToOne, side: 224 }),
  'nima-vgg16': codeOf({ addBackbone: addPooledVgg16, normalisation: imageNet, side: 224 }),
  'nima-inception': codeOf({ addBackbone: addInceptionResNet, normalisation: minusOneToOne, side: 299 }),
} as const;
