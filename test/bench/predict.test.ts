import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Gpu, gpus } from '../../bench/predict/gpus.ts';
import { predictNetwork, residentWorkgroups, timeOf } from '../../bench/predict/predict.ts';
import { productCost, productCosts } from '../../bench/predict/product-costs.ts';
import { GraphBuilder } from '../../src/graph/builder.ts';
import { conv2d } from '../../src/graph/layers.ts';
import { optimise } from '../../src/graph/rewrite.ts';
import { tiledBodies } from '../../src/kernels/shader-parts.ts';
import { randomConstant } from '../kernels/check.ts';

const [h100] = gpus;

function layers() {
  const net = new GraphBuilder();
  const x = net.input('x', [1, 256, 14, 14]);
  return net.build([conv2d(net, 'wide', x, { weight: randomConstant([512, 256, 3, 3]), padding: 1 })]);
}

test('a GPU with twice every rate takes half the time', async () => {
  const faster: Gpu = {
    ...h100,
    clock: h100.clock * 2,
    memory: h100.memory * 2,
    cache: h100.cache * 2,
    betweenDispatches: h100.betweenDispatches / 2,
  };
  const timeOn = async (gpu: Gpu) => timeOf(await predictNetwork(layers(), gpu, 'fastest'));
  const ratio = (await timeOn(h100)) / (await timeOn(faster));
  assert.ok(Math.abs(ratio - 2) < 1e-9, `${ratio}`);
});

test('the fastest kernels take no longer than those of the default order', async () => {
  for (const gpu of gpus) {
    const byRule = timeOf(await predictNetwork(layers(), gpu, 'rule of thumb'));
    const tuned = timeOf(await predictNetwork(layers(), gpu, 'fastest'));
    assert.ok(tuned <= byRule, `${gpu.title}: ${tuned} and ${byRule} microseconds`);
  }
});

test("no product is faster than the lanes' multiply-adds", async () => {
  for (const gpu of gpus) {
    const least = (256 * 9 * 512 * 14 * 14) / (gpu.processors * gpu.lanes * gpu.clock * 1e3);
    const byRule = timeOf(await predictNetwork(layers(), gpu, 'rule of thumb'));
    assert.ok(byRule > least, `${gpu.title}: ${byRule} microseconds, ${least} of multiply-adds`);
  }
});

test('the step of every tiled shader is counted, and the tile sizes match the shaders', () => {
  for (const edge of [32, 64] as const) {
    const [body] = tiledBodies[edge];
    const convolution = `conv2d-tiled${edge === 32 ? '' : edge}`;
    for (const name of [convolution, `${convolution}-quads`, `product-tiled${edge}`]) {
      assert.is(productCosts[name]?.edge, edge, name);
      assert.ok(body.text.includes(`const STEP = ${productCosts[name]!.step}u;`), name);
    }
  }
});

const roundedLayers = optimise(layers(), 'f16');

test('matrix units are predicted in precision f16, and no product is faster than they are', async () => {
  for (const gpu of gpus) {
    const [product] = await predictNetwork(roundedLayers, gpu, 'rule of thumb', 'f16');
    assert.match(product!.kernel, /-matrix$/);
    const least = (256 * 9 * 512 * 14 * 14) / (gpu.processors * gpu.matrix.multiplyAdds * gpu.clock * 1e3);
    assert.ok(
      product!.microseconds > least,
      `${gpu.title}: ${product!.microseconds} microseconds, ${least} of the units`,
    );
  }
});

test('storing weights as float16 does not make a product free', () => {
  assert.is(productCost('conv2d-tiled64 f16 weights', h100), productCosts['conv2d-tiled64']);
});

test('a share of 16x16 matrices holds 32 sums per invocation, so 4 workgroups of 128 fit on a processor', () => {
  const cost = productCost('conv2d-tiled64-matrix', h100)!;
  assert.is(cost.registers, 104);
  assert.is(residentWorkgroups(cost, h100), 4);
});

test('a processor with 65,536 registers holds 7 workgroups of 64x64 tiles and 12 of 32x32', () => {
  assert.is(residentWorkgroups(productCosts['conv2d-tiled64'], h100), 7);
  assert.is(residentWorkgroups(productCosts['conv2d-tiled'], h100), 12);
});

test.run();
