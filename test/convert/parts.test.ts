/** A model that is published in two files, which are downloaded, distinguished by content and converted into one. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { convertFiles } from '../../src/cli/convert.ts';
import { getWeights } from '../../src/cli/weights.ts';
import { type WeightsEntry, weightsTable } from '../../src/cli/weights-table.ts';
import { writeSafetensors } from '../../src/formats/safetensors.ts';
import { toFloat32 } from '../../src/formats/to-float32.ts';
import type { Checksum } from '../../src/models/checkpoint.ts';
import { findModel } from '../../src/models/registry.ts';
import { sha256OfBytes } from '../../src/platform/sha256.ts';
import { open, refused } from '../formats/fixture.ts';
import { publishedFiles } from '../models/published.ts';

const test = suite('parts');
const committed = 'weights/brisque-live.safetensors';
const brisque = findModel('brisque')!;
const folder = mkdtempSync(join(tmpdir(), 'parts-'));
const [given, folderOut] = [join(folder, 'given'), join(folder, 'out')];
const [first, second, out] = [join(given, 'model'), join(given, 'range'), join(folderOut, 'out.safetensors')];

/** The folder that the server serves. */
let served = given;
const requests: string[] = [];
const server = createServer((request, response) => {
  const name = basename(request.url ?? '');
  requests.push(name);
  response.end(readFileSync(join(served, name)));
});

test.before(async () => {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  process.env.HYPERIQA_WEIGHTS_BASE = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
test.before.each(async () => {
  for (const path of [given, folderOut]) {
    rmSync(path, { recursive: true, force: true });
    mkdirSync(path);
  }
  requests.length = 0;
  const { tensors } = await open(readFileSync(committed));
  const chunks: Uint8Array[] = [];
  const write = async (bytes: Uint8Array) => void chunks.push(bytes);
  const ofModel = [...tensors.values()].filter(({ name }) => name !== 'range');
  await writeSafetensors(ofModel, {}, { write });
  writeFileSync(first, Buffer.concat(chunks));
  const range = await toFloat32(tensors.get('range')!);
  const matrix = `range: !!opencv-matrix\n   rows: 2\n   cols: 36\n   dt: f\n   data: [ ${[...range].join(', ')} ]\n`;
  writeFileSync(second, `%YAML:1.0\n---\n${matrix}`);
});
test.after(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

const convert = (...paths: readonly string[]) => convertFiles(paths, out, 'f32', () => {});

async function isWhole(path: string): Promise<void> {
  const [made, original] = await Promise.all([path, committed].map((each) => open(readFileSync(each))));
  assert.equal([...made.tensors.keys()], [...original.tensors.keys()]);
  for (const [name, tensor] of original.tensors) {
    assert.equal(await toFloat32(made.tensors.get(name)!), await toFloat32(tensor), name);
  }
}

test('two files make one model, in either order', async () => {
  await convert(first, second);
  await isWhole(out);
  await convert(second, first);
  await isWhole(out);
});

test('a missing part and a duplicate one are reported by name', async () => {
  const files = 'brisque is published in 2 files (range, model)';
  await refused(convert(first), [files, 'range is missing'], 'WEIGHTS');
  await refused(convert(second), [files, 'model is missing'], 'WEIGHTS');
  await refused(convert(first, second, first), [files, `model is given 2 times (${first}, ${first})`], 'WEIGHTS');
  assert.equal(readdirSync(folderOut), []);
});

test('the parts that are missing are named where all parts use the same names of tensors', async () => {
  for (const [name, bytes] of Object.entries(await publishedFiles(findModel('mtcnn')!))) {
    const part = join(given, name);
    writeFileSync(part, bytes);
    const others = ['det1', 'det2', 'det3', 'det4'].filter((each) => !name.startsWith(each));
    const missing = others.map((each) => `${each} is missing`).join('; ');
    await refused(convert(part), ['mtcnn is published in 4 files (det1, det2, det3, det4)', missing], 'WEIGHTS');
  }
});

test('files of different models are refused with what each holds', async () => {
  const face = 'weights/face-detector.safetensors';
  const parts = [`${first} holds the part model of brisque`, `${face} holds face-detector`];
  await refused(convert(first, face), parts, 'WEIGHTS');
});

function entry(checksum: (path: string) => Checksum): WeightsEntry {
  const file = (path: string, name: string) => {
    const bytes = readFileSync(path).length;
    return { url: `https://publisher.example/${name}`, name, size: { bytes, isExact: true }, checksum: checksum(path) };
  };
  const files = [file(first, 'model'), file(second, 'range')];
  const source = { kind: 'download', files, page: 'https://publisher.example', hosts: [], dtype: 'f32' } as const;
  return { model: brisque, checkpoint: { ...brisque.checkpoints[0], source }, source, converted: 'got.safetensors' };
}

const published = (path: string): Checksum => ({ kind: 'sha256', value: sha256OfBytes(readFileSync(path)) });

test('both files are downloaded, checked and converted', async () => {
  await getWeights(entry(published), folderOut, () => {});
  assert.equal(requests, ['model', 'range']);
  await isWhole(join(folderOut, 'got.safetensors'));
});

test('a file that passed its check is kept when the other one fails, and is not downloaded again', async () => {
  const right = entry(published);
  writeFileSync(second, readFileSync(second, 'utf8').replace('range', 'ragne'));
  await refused(
    getWeights(right, folderOut, () => {}),
    ['range: not the file that was published'],
    'DOWNLOAD',
  );
  assert.equal(readdirSync(folderOut), ['model']);
  writeFileSync(second, readFileSync(second, 'utf8').replace('ragne', 'range'));
  await getWeights(right, folderOut, () => {});
  assert.equal(requests, ['model', 'range', 'range']);
  await isWhole(join(folderOut, 'got.safetensors'));
});

test('without a published checksum each file is recorded under its own name', async () => {
  const lines: string[] = [];
  await getWeights(
    entry(() => ({ kind: 'recorded' })),
    folderOut,
    (line) => lines.push(line),
  );
  const lock = JSON.parse(readFileSync(join(folderOut, 'weights.lock.json'), 'utf8'));
  const digests = [first, second].map((path) => published(path));
  assert.equal(
    Object.entries(lock),
    ['model', 'range'].map((name, i) => [`brisque-live ${name}`, (digests[i] as { value: string }).value]),
  );
});

const survey = '../shared/models/survey';
const severalFiles = weightsTable.filter(({ source }) => source.files.length > 1);
for (const entry of severalFiles) {
  const { name } = entry.checkpoint;
  const isHere = entry.source.files.every((file) => existsSync(join(survey, file.name)));
  if (!isHere) console.log(`  skipped: ${survey} has not all files of ${name}`);
  (isHere ? test : test.skip)(
    `${name}: the published files have the sizes and checksums of the row, and convert`,
    async () => {
      served = survey;
      const lines: string[] = [];
      await getWeights(entry, folderOut, (line) => lines.push(line)).finally(() => {
        served = given;
      });
      assert.equal(
        requests,
        entry.source.files.map((file) => file.name),
      );
      assert.match(lines.join('\n'), '0 missing, 0 with another shape');
      for (const file of entry.source.files) {
        assert.is(readFileSync(join(folderOut, file.name)).length, file.size.bytes, file.name);
      }
    },
  );
}

test.run();
