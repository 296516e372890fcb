import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openGate } from '../../../src/cli/infer/gate.ts';
import { brisque } from '../../../src/models/brisque/model.ts';
import { hyperIqa } from '../../../src/models/hyperiqa/model.ts';
import { failed, scored } from './reports.ts';

const higher = { model: hyperIqa, checkpoint: hyperIqa.checkpoints[0]! };
const lower = { model: brisque, checkpoint: brisque.checkpoints[0]! };

test('a gate counts the photos beyond the bound, not those without a score', () => {
  const gate = openGate({ failBelow: 50 }, higher)!;
  for (const report of [scored('a', 50), scored('b', null), failed('c')]) gate.check(report);
  assert.is(gate.verdict(), null);
  gate.check(scored('d', 49.9));
  assert.is(gate.verdict(), '1 photo has a hyperiqa score below 50: d.');

  const above = openGate({ failAbove: 20 }, lower)!;
  for (const score of [20, 21, 22]) above.check(scored(`p${score}`, score));
  assert.is(above.verdict(), '2 photos have a brisque score above 20: p21, p22.');
  for (const score of [23, 24, 25, 26]) above.check(scored(`p${score}`, score));
  assert.is(above.verdict(), '6 photos have a brisque score above 20: p21, p22, p23, p24, p25 and 1 more.');
});

test('what a gate finds is the verdict on a rule, in which a photo without a score is not accepted', () => {
  const gate = openGate({ failBelow: 50 }, higher)!;
  const found = (score: number | null) => {
    const { rule, isMet, message } = gate.check(scored('a', score))!;
    return [rule, isMet, message];
  };
  assert.equal(found(50), ['score>=50', true, 'score is 50, at least 50 is required']);
  assert.equal(found(49.999), ['score>=50', false, 'score is 49.999, at least 50 is required']);
  assert.equal(found(null), ['score>=50', false, 'no score is known, at least 50 is required']);
  assert.is(gate.check(failed('a')), null);
  assert.is(openGate({ failAbove: 20 }, lower)!.check(scored('a', 21))!.rule, 'score<=20');
});

test('a gate that would reject the better photos is refused', () => {
  assert.throws(() => openGate({ failBelow: 3 }, lower), /for brisque, lower is better\. Use --fail-above\./);
  assert.throws(() => openGate({ failAbove: 3 }, higher), /for hyperiqa, higher is better\. Use --fail-below\./);
  assert.is(openGate({}, higher), null);
});

test.run();
