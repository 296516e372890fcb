/**
 * The functions that add layers to a graph. Each takes the GraphBuilder, the node's name, its inputs and the operator's
 * attributes (see the operator's file), and returns the node's output, a value of the same name. All throw HyperIqaError GRAPH,
 * naming the node, when the name is taken or the shapes do not fit.
 */
export { halfSizeCubic } from './operators/brisque/half-size-cubic.ts';
export { mscn } from './operators/brisque/mscn.ts';
export { neighbourMoments } from './operators/brisque/neighbour-moments.ts';
export { differenceProducts } from './operators/fidelity/difference-products.ts';
export { halfSizePair } from './operators/fidelity/half-size-pair.ts';
export { ssimSums } from './operators/fidelity/ssim-sums.ts';
export { targetNet } from './operators/hyperiqa/target-net.ts';
export { attention } from './operators/nn/attention.ts';
export { batchNorm } from './operators/nn/batch-norm.ts';
export { add, binary, divide, multiply, subtract } from './operators/nn/binary.ts';
export { concat } from './operators/nn/concat.ts';
export { constant } from './operators/nn/constant.ts';
export { type Conv2dLayer, conv2d } from './operators/nn/conv2d.ts';
export { cropNormalise } from './operators/nn/crop-normalise.ts';
export { dropout } from './operators/nn/dropout.ts';
export { gather } from './operators/nn/gather.ts';
export { globalAveragePool } from './operators/nn/global-average-pool.ts';
export { groupNorm, instanceNorm } from './operators/nn/group-norm.ts';
export { l2Normalise } from './operators/nn/l2-normalise.ts';
export { layerNorm } from './operators/nn/layer-norm.ts';
export { linear } from './operators/nn/linear.ts';
export { type MatmulLayer, matmul } from './operators/nn/matmul.ts';
export { permute } from './operators/nn/permute.ts';
export { averagePool, maxPool } from './operators/nn/pool2d.ts';
export { leakyRelu, prelu } from './operators/nn/prelu.ts';
export { reduce } from './operators/nn/reduce.ts';
export { reshape } from './operators/nn/reshape.ts';
export { resizeBilinear } from './operators/nn/resize-bilinear.ts';
export { slice } from './operators/nn/slice.ts';
export { softmax } from './operators/nn/softmax.ts';
export { relu, sigmoid, unary } from './operators/nn/unary.ts';
