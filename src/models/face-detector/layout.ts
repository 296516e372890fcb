/**
 * Every tensor of OpenCV's res10 300x300 SSD face detector, named `<layer>.<blob>` after the layers of deploy.prototxt
 * (https://github.com/opencv/opencv/tree/4.x/samples/dnn/face_detector). 53 layers. Shapes are Caffe's: convolutions
 * [O,I,kh,kw] and [O]; BatchNorm mean and variance (already divided by Caffe's scale factor), Scale gamma and beta,
 * Normalize scale: [C].
 */
import type { TensorSpec } from '../tensor-spec.ts';

export type FaceLayer =
  | {
      readonly kind: 'convolution';
      readonly name: string;
      readonly outputs: number;
      readonly inputs: number;
      readonly side: number;
      readonly hasBias: boolean;
    }
  | { readonly kind: 'batchNorm' | 'scale' | 'normalize'; readonly name: string; readonly channels: number };

/** The convolutions of the residual blocks have no bias. */
const conv = (name: string, outputs: number, inputs: number, side: number): FaceLayer => ({
  kind: 'convolution',
  name,
  outputs,
  inputs,
  side,
  hasBias: false,
});
const convBias = (name: string, outputs: number, inputs: number, side: number): FaceLayer => ({
  kind: 'convolution',
  name,
  outputs,
  inputs,
  side,
  hasBias: true,
});
const norm = (batchNorm: string, scale: string, channels: number): readonly FaceLayer[] => [
  { kind: 'batchNorm', name: batchNorm, channels },
  { kind: 'scale', name: scale, channels },
];
/** The two heads on a feature map: 4 coordinates and 2 classes for each of its priors per cell. */
const heads = (source: string, inputs: number, priors: number): readonly FaceLayer[] => [
  convBias(`${source}_mbox_loc`, 4 * priors, inputs, 3),
  convBias(`${source}_mbox_conf`, 2 * priors, inputs, 3),
];

/** In the order of deploy.prototxt. */
export const faceLayers: readonly FaceLayer[] = [
  ...norm('data_bn', 'data_scale', 3),
  convBias('conv1_h', 32, 3, 7),
  ...norm('conv1_bn_h', 'conv1_scale_h', 32),

  conv('layer_64_1_conv1_h', 32, 32, 3),
  ...norm('layer_64_1_bn2_h', 'layer_64_1_scale2_h', 32),
  conv('layer_64_1_conv2_h', 32, 32, 3),

  ...norm('layer_128_1_bn1_h', 'layer_128_1_scale1_h', 32),
  conv('layer_128_1_conv1_h', 128, 32, 3),
  ...norm('layer_128_1_bn2', 'layer_128_1_scale2', 128),
  conv('layer_128_1_conv2', 128, 128, 3),
  conv('layer_128_1_conv_expand_h', 128, 32, 1),

  ...norm('layer_256_1_bn1', 'layer_256_1_scale1', 128),
  conv('layer_256_1_conv1', 256, 128, 3),
  ...norm('layer_256_1_bn2', 'layer_256_1_scale2', 256),
  conv('layer_256_1_conv2', 256, 256, 3),
  conv('layer_256_1_conv_expand', 256, 128, 1),

  ...norm('layer_512_1_bn1', 'layer_512_1_scale1', 256),
  conv('layer_512_1_conv1_h', 128, 256, 3),
  ...norm('layer_512_1_bn2_h', 'layer_512_1_scale2_h', 128),
  conv('layer_512_1_conv2_h', 256, 128, 3),
  conv('layer_512_1_conv_expand_h', 256, 256, 1),
  ...norm('last_bn_h', 'last_scale_h', 256),

  convBias('conv6_1_h', 128, 256, 1),
  convBias('conv6_2_h', 256, 128, 3),
  convBias('conv7_1_h', 64, 256, 1),
  convBias('conv7_2_h', 128, 64, 3),
  convBias('conv8_1_h', 64, 128, 1),
  convBias('conv8_2_h', 128, 64, 3),
  convBias('conv9_1_h', 64, 128, 1),
  convBias('conv9_2_h', 128, 64, 3),

  { kind: 'normalize', name: 'conv4_3_norm', channels: 128 },
  ...heads('conv4_3_norm', 128, 4),
  ...heads('fc7', 256, 6),
  ...heads('conv6_2', 256, 6),
  ...heads('conv7_2', 128, 6),
  ...heads('conv8_2', 128, 4),
  ...heads('conv9_2', 128, 4),
];

export function faceDetectorLayout(): readonly TensorSpec[] {
  return faceLayers.flatMap(tensorsOf);
}

function tensorsOf(layer: FaceLayer): readonly TensorSpec[] {
  switch (layer.kind) {
    case 'convolution': {
      const weight = { name: `${layer.name}.0`, shape: [layer.outputs, layer.inputs, layer.side, layer.side] };
      return layer.hasBias ? [weight, { name: `${layer.name}.1`, shape: [layer.outputs] }] : [weight];
    }
    case 'normalize':
      return [{ name: `${layer.name}.0`, shape: [layer.channels] }];
    case 'batchNorm':
    case 'scale':
      return [0, 1].map((blob) => ({ name: `${layer.name}.${blob}`, shape: [layer.channels] }));
  }
}
