import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { hyperIqa } from '../../src/models/hyperiqa/model.ts';
import { hyperIqaGraph } from '../../src/models/hyperiqa/network.ts';
import { demo } from '../../src/models/hyperiqa/protocols.ts';
import { syntheticWeights } from '../../src/models/synthetic.ts';
import { weightsOf } from '../../src/models/weight-source.ts';
import { decodePhoto } from '../../src/platform/decode.ts';
import { closeTestEngine, openTestEngine } from '../engine.ts';
import { hyperIqaCrops } from '../hyperiqa-crops.ts';

/** The bound in docs/PARITY.md for scores of 0 to 100. */
const scoreBound = 0.5;

test('HyperIQA in float16 scores a crop nearly as in float32, with less memory', async () => {
  const photo = await decodePhoto('samples/grace-hopper.jpg');
  const crops = hyperIqaCrops(demo.plan(photo, { crops: 1 }));
  const weights = weightsOf(await syntheticWeights(hyperIqa, 1));
  const of = async (precision: 'f32' | 'f16') => {
    const program = await (await openTestEngine(precision)).compile(hyperIqaGraph(weights, 1));
    const { score } = await program.run({ crops });
    const { weightBytes } = program.memory;
    program.dispose();
    return { score: score[0], weightBytes };
  };
  const [single, half] = [await of('f32'), await of('f16')];
  const difference = Math.abs(half.score - single.score);
  assert.ok(difference > 0 && difference < scoreBound, `${half.score} in f16, ${single.score} in f32`);
  assert.ok(half.weightBytes < 0.75 * single.weightBytes, `${half.weightBytes} of ${single.weightBytes} bytes`);
});

test.after(closeTestEngine);
test.run();
