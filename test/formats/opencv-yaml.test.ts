import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { MemorySource } from '../../src/formats/byte-source.ts';
import { openTensorFile } from '../../src/formats/detect.ts';
import type { TensorFile } from '../../src/formats/tensor-file.ts';
import { toFloat32 } from '../../src/formats/to-float32.ts';
import { processorSeconds } from '../processor-time.ts';
import { refused } from './fixture.ts';
import { matrixYaml as matrix, regressionYaml as regression } from './opencv-yaml-texts.ts';

const open = (text: string): Promise<TensorFile> =>
  openTensorFile(new MemorySource('model.yml', new TextEncoder().encode(text)));

async function values(file: TensorFile, name: string): Promise<readonly number[]> {
  const tensor = file.tensors.get(name);
  assert.ok(tensor, `${name} is missing`);
  return [...(await toFloat32(tensor))];
}

const rounded = (...numbers: number[]) => numbers.map(Math.fround);

test('a regression has support vectors, weights, offset and width', async () => {
  const file = await open(regression);
  assert.is(file.format, 'opencv-yaml');
  assert.equal(file.tensors.get('support_vectors')?.shape, [3, 2]);
  assert.equal(await values(file, 'support_vectors'), rounded(-0.597555935, 1, 0, 2.5, 3, -4e-3));
  assert.equal(await values(file, 'alpha'), [-1024, 950, 1024]);
  assert.equal(await values(file, 'rho'), rounded(-149.63506109127357));
  assert.equal(await values(file, 'gamma'), rounded(0.05));
});

test('a matrix keeps its name, shape and order', async () => {
  const file = await open(matrix);
  assert.equal([...file.tensors.keys()], ['range']);
  assert.equal(file.tensors.get('range')?.shape, [2, 3]);
  assert.equal(await values(file, 'range'), rounded(0.344000012, 1.5, -2, 10, 0.80727452, 0));
});

for (const [what, text, message] of [
  ['a classifier', regression.replace('EPS_SVR', 'C_SVC'), 'svmType is C_SVC, not EPS_SVR'],
  ['another kernel', regression.replace('RBF', 'POLY'), 'kernel is POLY, not RBF'],
  ['a vector too few', regression.replace('sv_total: 3', 'sv_total: 4'), '3 support vectors instead of the stated 4'],
  ['a vector cut short', regression.replace('3., -4e-3', '3.'), 'support vector 2 has 1 values, not 2'],
  ['a weight too few', regression.replace('9.5e+02,', ''), '2 weights and states 3 instead of 3'],
  ['a word in place of a number', regression.replace('2.5', 'nan'), "holds 'nan', which is not a YAML number"],
  ['a hexadecimal number', regression.replace('2.5', '0x10'), "holds '0x10', which is not a YAML number"],
  ['a missing number', regression.replace('2.5', ''), "holds '', which is not a YAML number"],
  ['a grouped number', regression.replace('2.5', '1_000'), "holds '1_000', which is not a YAML number"],
  ["JavaScript's infinity", regression.replace('2.5', 'Infinity'), "holds 'Infinity', which is not a YAML number"],
  ["YAML's infinity", regression.replace('2.5', '-.inf'), "holds '-.inf', which cannot be a trained weight"],
  ["YAML's NaN", regression.replace('2.5', '.nan'), "holds '.nan', which cannot be a trained weight"],
  ['a value beyond float32', regression.replace('2.5', '1e39'), "holds '1e39', beyond what float32 holds"],
  ['an infinite offset', regression.replace('-1.4963506109127357e+02', '1e999'), "rho holds '1e999'"],
  ['a repeated name', regression.replace('C: 1024.', 'sv_total: 4'), '"sv_total" for the second time'],
  ['a list in a list', regression.replace('[ 0.,', '[ [ 0.,'), 'a list with [ inside a list'],
  ['a line without a name', regression.replace('C: 1024.', 'C 1024.'), 'line 9 has no name with a colon'],
  [
    'unlimited nesting',
    `%YAML:1.0\n${Array.from({ length: 40 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')}\n`,
    'nested more than 16 deep',
  ],
  ['no offset', regression.replace('rho', 'r'), 'rho is missing'],
  ['no vectors at all', regression.replace('sv_total: 3', 'sv_total: 0'), 'sv_total is 0'],
  [
    'a file that ends in the vectors',
    regression.slice(0, regression.indexOf('2.5')),
    'opens a list with [ that has no end',
  ],
  [
    'a file that ends in the weights',
    regression.slice(0, regression.indexOf('9.5')),
    'opens a list with [ that has no end',
  ],
  ['a matrix of too few values', matrix.replace('1.5,', ''), 'range has 5 values, not 2x3'],
  ['a matrix of bytes', matrix.replace('dt: f', 'dt: u'), 'is of type u, not f or d'],
  ['a file that ends in the matrix', matrix.slice(0, -12), 'opens a list with [ that has no end'],
  [
    'a file with neither a regression nor a matrix',
    '%YAML:1.0\n---\ncamera: 3\n',
    'neither a regression (opencv_ml_svm) nor a matrix',
  ],
] as const) {
  test(`${what} is refused with the reason`, async () => {
    await refused(open(text), ['model.yml: ', message]);
  });
}

test("every form of YAML's decimal numbers is read", async () => {
  const numbers = ['+1', '.5', '-.5', '1.', '10', '1e3', '-1.5E-3', '00.5'];
  const data = (values: readonly string[]) =>
    `%YAML:1.0\nm: !!opencv-matrix\n   rows: 1\n   cols: ${values.length}\n   dt: d\n   data: [ ${values.join(',')} ]\n`;
  assert.equal(await values(await open(data(numbers)), 'm'), rounded(1, 0.5, -0.5, 1, 10, 1000, -1.5e-3, 0.5));
});

test('comments, blank lines, carriage returns and unindented sequences are read as in YAML', async () => {
  const noted = regression
    .replace('   C: 1024.\n', '\n   # a comment\n   C: 1024.\n')
    .replace('   decision_functions:\n      -\n', '   decision_functions:\n   -\n')
    .replaceAll('\n', '\r\n');
  assert.equal(await values(await open(noted), 'alpha'), [-1024, 950, 1024]);
});

for (const [what, part] of [
  ['lists without an end', '\n - ['],
  ['spaces', '        '],
  ['empty lines', '\n'],
  ['names', '\n   name:'],
  ['brackets', '['],
  ['digits', '1'],
  ['matrices', '\nm: !!opencv-matrix\n '],
] as const) {
  test(`a file of only ${what} takes time proportional to its length`, async () => {
    const head = regression.slice(0, regression.indexOf('      - ['));
    const length = Math.floor(2e6 / part.length);
    const text = `${head}${part.repeat(length)}\n   decision_functions:\n      -\n         sv_count: 3\n`;
    const seconds = await processorSeconds(() => refused(open(text), ['model.yml']));
    assert.ok(seconds < 3, `${length} of them took ${seconds.toFixed(2)} s`);
  });
}

test.run();
