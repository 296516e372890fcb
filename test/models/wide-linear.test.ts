import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { GraphBuilder } from '../../src/graph/builder.ts';
import type { Constant } from '../../src/graph/tensor.ts';
import { wideLinear } from '../../src/models/wide-linear.ts';
import { closeTestEngine, openTestEngine } from '../engine.ts';

test('a linear layer in parts gives the same result as a whole one', async () => {
  const constant = (key: string, shape: readonly number[]): Constant => ({
    key,
    shape,
    read: async () => Float32Array.from({ length: shape[0]! * (shape[1] ?? 1) }, (_, i) => Math.sin(i)),
  });
  const layer = { weight: constant('weight', [7, 12]), bias: constant('bias', [7]), activation: 'relu' } as const;
  const engine = await openTestEngine();
  const outputs: Float32Array[] = [];
  for (const largest of [2 ** 20, 3 * 12 * 4]) {
    const net = new GraphBuilder();
    const built = net.build([wideLinear(net, 'out', net.input('x', [2, 12]), layer, largest)]);
    assert.is(built.nodes.filter(({ operator }) => operator.kind === 'linear').length, largest > 1000 ? 1 : 3);
    const program = await engine.compile(built);
    outputs.push((await program.run({ x: Float32Array.from({ length: 24 }, (_, i) => Math.cos(i)) })).out!);
    program.dispose();
  }
  const [whole, parts] = outputs as [Float32Array, Float32Array];
  assert.is(parts.length, whole.length);
  for (const [i, value] of whole.entries())
    assert.ok(Math.abs(parts[i]! - value) < 1e-6, `${i}: ${parts[i]}, ${value}`);
});

test.after(closeTestEngine);
test.run();
