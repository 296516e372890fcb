import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { clipPage, type ShownClip } from '../../src/report/clip-page.ts';
import type { ClipMetricResult } from '../../src/scoring/score-clip.ts';

function result(metric: string, better: 'higher' | 'lower', frames: readonly number[]): ClipMetricResult {
  const [score] = frames;
  return { metric, checkpoint: metric, score: score!, better, range: [0, 100], worstTenth: score!, frames };
}

/** A clip whose frames the metrics, each given by its qualities, rate; the first one rates the first frame lowest. */
function shown(results: readonly ClipMetricResult[], ends: ShownClip['ends']): ShownClip {
  const frames = results[0]!.frames.map((_, index) => index);
  const scores = Object.fromEntries(results.map(({ metric, score }) => [metric, score]));
  const size = { width: 98, height: 66, every: 1 };
  const about = { file: 'clip', model: '', adapter: '', ms: 1, failures: [] };
  return {
    name: 'clip',
    clip: { ...size, ...about, frames, seconds: null, results, scores, score: results[0]!.score },
    ends,
  };
}

const end = (frame: number, quality: number, file?: string) => ({ frame, quality, file, picture: 'data:,' });
const textOf = (clip: ShownClip) => clipPage({ clips: [clip], failed: [], about: '' });

test("a clip's best and worst frames are named, with the metric where there are several, and with their files", () => {
  const ends = [end(0, 20, 'shot9.png'), end(1, 30, 'shot<10>.png')];
  const brisque = result('brisque', 'lower', [20, 30]);
  const one = textOf(shown([brisque], ends));
  assert.match(one, '<b>best: 20.00</b>frame 0 (shot9.png)<');
  assert.match(one, '<b>worst: 30.00</b>frame 1 (shot&lt;10&gt;.png)<');
  const several = textOf(shown([result('photo-judge', 'higher', [20, 30]), brisque], [end(0, 20), end(1, 30)]));
  assert.match(several, '<b>worst: photo-judge 20.00</b>frame 0<');
  assert.match(several, '<b>best: photo-judge 30.00</b>frame 1<');
});

test('the one picture of equal frames, or of a single frame, is neither best nor worst', () => {
  const equal = textOf(shown([result('brisque', 'lower', [20, 20])], [end(0, 20)]));
  assert.match(equal, '<b>all frames: 20.00</b>frame 0<');
  const single = textOf(shown([result('brisque', 'lower', [20])], [end(0, 20)]));
  assert.match(single, '<b>20.00</b>frame 0<');
  assert.match(single, '98x66, 1 frame.');
});

test('clips that do not pass a gate are counted and marked with the reason', () => {
  const clips = [1, 2].map((bound) => {
    const message = `score is 1.5, at most ${bound} is required`;
    const verdict = { rule: 'score<=2', isMet: bound === 2, found: 1.5, message };
    return { ...shown([result('brisque', 'lower', [1.5])], []), requirements: [verdict] };
  });
  const text = clipPage({ clips, failed: [], about: '' });
  assert.match(text, '<p id="rules">Rules: score&lt;=2. <b>1 clip accepted, 1 rejected.</b></p>');
  assert.equal(text.match(/Rejected: [^<]*/g), ['Rejected: score is 1.5, at most 1 is required']);
  assert.not.match(
    clipPage({ clips: clips.map((clip) => ({ ...clip, requirements: undefined })), failed: [], about: '' }),
    /Rules:|Refused/,
  );
});

test.run();
