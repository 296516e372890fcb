/** `infer --face-metric`: photos and faces are judged by metrics of their own, in JSON, in a table and in the library. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { open } from '../../../src/node/open.ts';
import { adapterArguments, runCli } from '../run.ts';

const portrait = 'samples/grace-hopper.jpg';
const options = ['--metric', 'brisque', '--face-metric', 'face-recognisability', ...adapterArguments];

test('a face gets the same score by a face metric in JSON, in a table and in the library', async () => {
  const { stdout, stderr, status } = await runCli(['infer', portrait, ...options, '--json']);
  assert.is(status, 0, stderr);
  const line = JSON.parse(stdout);
  assert.equal(Object.keys(line.scores ?? { brisque: 0 }), ['brisque']);
  assert.match(line.faceModel, /^face-recognisability\//);
  const [face] = line.faces;
  assert.ok(face.score > 50 && face.score <= 100, `the portrait's face scores ${face.score}`);
  assert.equal(
    face.results.map(({ metric, better, range }: { metric: string; better: string; range: readonly number[] }) => [
      metric,
      better,
      range,
    ]),
    [['face-recognisability', 'higher', [0, 100]]],
  );
  assert.ok(face.eyes > 70 && Math.abs(face.yaw) < 30, `eyes ${face.eyes}, yaw ${face.yaw}`);

  const table = await runCli(['infer', portrait, ...options, '--csv', '--require', 'face-count=1,face-score>=101']);
  assert.is(table.status, 1, table.stderr);
  const [names, cells] = table.stdout.split(/\r?\n/).map((row) => row.split(','));
  assert.is(Number(cells[names.indexOf('face_face-recognisability')]), face.score);
  assert.is(cells[names.indexOf('broken_rules')], 'face-score>=101');

  const adapter = adapterArguments[1];
  await using scorer = await open({ metric: 'brisque', faceMetric: 'face-recognisability', adapter });
  assert.is(scorer.faceModel, line.faceModel);
  const result = await scorer.score(portrait);
  assert.equal(JSON.parse(JSON.stringify(result.faces[0])).results, face.results);
});

test('where no metric is named, faces are scored by the default face metric; a named metric scores them itself', async () => {
  const modelsOf = async (...named: readonly string[]) => {
    const { stdout, stderr, status } = await runCli(['infer', portrait, '--json', ...named, ...adapterArguments]);
    assert.is(status, 0, stderr);
    const { model, faceModel, faces } = JSON.parse(stdout);
    return [model, faceModel, faces[0].results[0].metric].join(' ');
  };
  assert.match(await modelsOf(), /^photo-judge\/\S+ face-recognisability\/\S+ face-recognisability$/);
  assert.match(await modelsOf('--metric', 'brisque'), /^brisque\/\S+ +brisque$/);

  await using scorer = await open({ faces: true, adapter: adapterArguments[1] });
  assert.match(`${scorer.model} ${scorer.faceModel}`, /^photo-judge\/\S+ face-recognisability\/\S+$/);
  const { faces } = await scorer.score(portrait);
  assert.is(faces[0]!.results[0]!.metric, 'face-recognisability');
});

test('landmarks are found for a metric of aligned faces, also where --metric names it', async () => {
  const { stdout, status } = await runCli([
    ...['infer', portrait, '--json', '--metric', 'face-recognisability'],
    ...adapterArguments,
  ]);
  assert.is(status, 0);
  const [face] = JSON.parse(stdout).faces;
  assert.ok(face.score > 50, `the aligned face scores ${face.score}`);
});

test('--face-metric with --no-faces is a usage error', async () => {
  const { status, stderr } = await runCli(['infer', portrait, ...options, '--no-faces']);
  assert.is(status, 2);
  assert.match(stderr, '--face-metric needs faces');
});

test.run();
