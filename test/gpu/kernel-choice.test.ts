/** A kernel is chosen only if the adapter can bind its scratch memory. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ableKernels, chooseKernel, layerKey } from '../../src/gpu/kernel-choice.ts';
import type { Conv2d } from '../../src/graph/operators/nn/conv2d.ts';
import { loadKernels } from '../../src/kernels/index.ts';
import type { DeviceTraits } from '../../src/kernels/kernel.ts';
import { randomConstant, singleNode } from '../kernels/check.ts';

const convolution: Conv2d = {
  ...{ kind: 'conv2d', weight: randomConstant([64, 64, 3, 3]), bias: null, stride: [1, 1] },
  ...{ padding: [1, 1, 1, 1], dilation: [1, 1], groups: 1, activation: 'relu', slope: null },
};
const graph = singleNode(convolution, [[1, 64, 56, 56]]);
const [node] = graph.nodes;
const table = await loadKernels(graph);

/** Winograd's patches of this layer take 1.8 MB: 14 x 14 tiles of 36 values in 64 channels. */
function traitsWith(storageBindingBytes: number): DeviceTraits {
  const none = { halfWeights: false, shaderF16: false, matrixForm: null };
  return { kind: 'software', subgroups: { min: 8, max: 8 }, storageBindingBytes, bindingAlignment: 256, ...none };
}

test('a layer whose scratch memory an adapter cannot bind gets another kernel', () => {
  assert.is(chooseKernel(table, node!, traitsWith(2 ** 21), {}, new Map()).name, 'winograd4');
  assert.is(chooseKernel(table, node!, traitsWith(2 ** 20), {}, new Map()).name, 'conv2d-subgroup');
  assert.not.ok(ableKernels(table, node!, traitsWith(2 ** 20)).kernels.some(({ name }) => name === 'winograd4'));
});

test('a kernel that was measured as fastest is not used where its scratch memory does not fit', () => {
  const measured = new Map([[layerKey(node!), 'winograd4']]);
  assert.is(chooseKernel(table, node!, traitsWith(2 ** 21), {}, measured).name, 'winograd4');
  assert.is(chooseKernel(table, node!, traitsWith(2 ** 20), {}, measured).name, 'conv2d-subgroup');
});

test.run();
