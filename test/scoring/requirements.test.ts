/** Rules that a photo must meet: how they are parsed, and their verdicts on a photo. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { HyperIqaError } from '../../src/errors.ts';
import {
  type Judged,
  parseRequirements,
  quantities,
  refusals,
  ruleText,
  verdictsOn,
} from '../../src/scoring/requirements.ts';

const face = {
  ...{ confidence: 0.9, box: [10, 20, 60, 120] as const, score: 40, scores: {}, results: [] },
  ...{ eyes: 41.25, roll: -7, yaw: -12, pitch: 3, brightness: 120, contrast: 50, sharpness: 300 },
};
const photo: Judged = { score: 55, width: 300, height: 200, faces: [face] };
const verdicts = (rules: string, of: Judged = photo) => verdictsOn(of, parseRequirements(rules));
const isMet = (rules: string, of?: Judged) => verdicts(rules, of).every((verdict) => verdict.isMet);

test('a rule is a quantity, a relation and a number, with or without the unit', () => {
  const rules = parseRequirements('face-count=1, eyes>=60px,roll<=7.5°,roll<=8deg,score>=-3');
  assert.equal(rules.map(ruleText), ['face-count=1', 'eyes>=60px', 'roll<=7.5', 'roll<=8', 'score>=-3']);
});

test('text that is not a rule is refused with what was expected', () => {
  for (const [text, word] of [
    ['width>=10,', 'is empty: remove the comma'],
    ['', 'There is no rule. Rules look like'],
    ['eyes>60', 'has >; known are >=, <= and ='],
    ['face-count==1', 'has =='],
    ['eyes 60', 'needs >=, <= or = after its quantity'],
    ['eyes>=', 'needs a number after >='],
    ['nose>=3', 'known are score, width'],
    ['eyes>=6deg', 'is in px'],
    ['face-count=1px', 'has no unit'],
    ['face-share>=70%', 'ends in "%", and face-share has no unit'],
  ]) {
    assert.throws(
      () => parseRequirements(text),
      (error: unknown) => error instanceof HyperIqaError && error.code === 'USAGE' && error.message.includes(word),
      text,
    );
  }
});

test('bounds themselves are accepted, and angles count without their sign', () => {
  assert.ok(isMet('eyes>=41.25,eyes<=41.25,roll<=7,face-count=1,score=55,width>=300,height<=200,face-share=0.5'));
  assert.ok(isMet('yaw<=12,pitch<=3°,brightness>=120,contrast=50,sharpness<=300'));
  for (const rule of [
    'eyes>=41.3',
    'roll<=6.9',
    'face-count=2',
    'score<=54',
    'face-width>=51',
    'face-score>=41',
    'yaw<=11.9',
  ]) {
    assert.not.ok(isMet(rule), rule);
  }
});

test('a photo without a face breaks every rule about faces other than the number of faces', () => {
  const empty = { ...photo, faces: [] };
  assert.ok(isMet('face-count=0', empty));
  for (const { name, needs } of quantities) {
    if (needs === 'nothing' || name === 'face-count') continue;
    for (const relation of ['>=', '<=']) assert.not.ok(isMet(`${name}${relation}0`, empty), name);
  }
  assert.is(verdicts('eyes>=60', empty)[0].found, null);
  assert.equal(refusals(verdicts('eyes>=60,roll<=8', empty)), ['no face was found']);
  assert.equal(refusals(verdicts('face-count=1,eyes>=60', empty)), [
    'number of faces is 0, 1 is required (ISO/IEC 29794-5: single face present)',
  ]);
});

test('a verdict states in words what was found and what is required', () => {
  assert.equal(
    verdicts('eyes>=60px,score<=50').map(({ rule, message }) => [rule, message]),
    [
      [
        'eyes>=60px',
        'distance between the eyes is 41.25 px, at least 60 px is required (ISO/IEC 29794-5: inter-eye distance)',
      ],
      ['score<=50', 'score is 55, at most 50 is allowed'],
    ],
  );
});

test('what was found is given in as many digits as tell it from the bound, and whole numbers in full', () => {
  const wide = { ...photo, width: 12_346 };
  const found = (rules: string) => verdicts(rules, wide).map(({ message }) => message);
  assert.equal(found('width>=12350,width<=12345'), [
    'width is 12346 px, at least 12350 px is required',
    'width is 12346 px, at most 12345 px is allowed',
  ]);
  const confident = { ...photo, faces: [{ ...face, confidence: 0.999949 }] };
  assert.is(
    verdicts('face-confidence>=0.9999', confident)[0].message,
    'confidence of the face is 0.99995, at least 0.9999 is required',
  );
});

test("a face's margin is its distance from the border, and negative where landmarks lie outside", () => {
  const landmarks = [
    [30, 60],
    [50, 110],
  ] as const;
  const marginOf = (more: Partial<typeof face> & { readonly landmarks?: readonly (readonly [number, number])[] }) =>
    verdicts('face-margin>=0', { ...photo, faces: [{ ...face, ...more }] })[0].found;
  assert.is(marginOf({ landmarks }), 10 / 50);
  assert.is(marginOf({ landmarks: [...landmarks, [-5, 80]] }), -5 / 50);
  assert.is(marginOf({ landmarks: [...landmarks, [40, 215]] }), -15 / 50);
  assert.is(marginOf({}), null);
});

test.run();
