// Runs our graph with tfjs-backend-webgpu, layer by layer, controlled by the same lines of JSON as ../worker.ts.
// TensorFlow.js lays images out as NHWC, so values of four dimensions are transposed; all other values have the graph's layout.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { timingInputs } from '../../src/graph/program.ts';
import { optimise } from '../../src/graph/rewrite.ts';
import { openNodeGpu } from '../../src/platform/node-gpu.ts';
import { packageRoot } from '../../src/platform/package-root.ts';
import { modelNamed, networkGraph, openNetworkWeights } from '../networks.ts';

const activations = { none: (x) => x, relu: (x) => tf.relu(x), sigmoid: (x) => tf.sigmoid(x) };

const weightOf = (constant) => constants.get(constant);
const bound = (x, activation) => activations[activation](x);

/** Converts a value to the graph's layout, and back. */
const toPlain = (x) => (x.rank === 4 ? tf.transpose(x, [0, 3, 1, 2]) : x);
const fromPlain = (x) => (x.rank === 4 ? tf.transpose(x, [0, 2, 3, 1]) : x);

const operators = {
  conv2d({ weight, bias, stride, padding, dilation, activation, slope }, [x, residual]) {
    const pad = sides(padding);
    const options = { x, filter: weightOf(weight), strides: [...stride], pad, dilations: [...dilation] };
    if (bias) options.bias = weightOf(bias);
    if (residual === undefined && activation === 'relu') return tf.fused.conv2d({ ...options, activation });
    const sum = tf.fused.conv2d(options);
    const result = bound(residual === undefined ? sum : tf.add(sum, residual), activation);
    return slope ? tf.prelu(result, weightOf(slope)) : result;
  },
  pool2d({ take, kernel, stride, padding }, [x]) {
    const pool = take === 'max' ? tf.maxPool : tf.avgPool;
    return pool(x, [...kernel], [...stride], sides(padding));
  },
  'global-average-pool': (_, [x]) => tf.mean(x, [1, 2]),
  linear({ weight, bias, activation }, [x]) {
    return bound(tf.add(tf.matMul(x, weightOf(weight)), bias ? weightOf(bias) : 0), activation ?? 'none');
  },
  'target-net'({ widths }, [x, matrices, vectors]) {
    const [batch] = x.shape;
    const weights = tf.reshape(toPlain(matrices), [batch, -1]);
    const layer = (values, matrix, bias) =>
      tf.add(tf.reshape(tf.matMul(matrix, tf.reshape(values, [batch, -1, 1])), bias.shape), bias);
    let values = x;
    let matrixAt = 0;
    let vectorAt = 0;
    for (let l = 1; l < widths.length - 1; l++) {
      const size = widths[l] * widths[l - 1];
      const matrix = tf.reshape(tf.slice(weights, [0, matrixAt], [batch, size]), [batch, widths[l], widths[l - 1]]);
      values = tf.sigmoid(layer(values, matrix, tf.slice(vectors, [0, vectorAt], [batch, widths[l]])));
      matrixAt += size;
      vectorAt += widths[l];
    }
    const last = widths[widths.length - 2];
    const matrix = tf.reshape(tf.slice(vectors, [0, vectorAt], [batch, last]), [batch, 1, last]);
    return layer(values, matrix, tf.slice(vectors, [0, vectorAt + last], [batch, 1]));
  },
  unary: (operator, [x]) => bound(x, operator.function),
  binary: (operator, [a, b]) => bound(tf.add(a, b), operator.activation),
  concat: ({ axis }, inputs) => tf.concat(inputs, axis),
  reshape: (_, [x], shape) => fromPlain(tf.reshape(toPlain(x), shape)),
};

const { network, batch, adapter: wanted, weights } = JSON.parse(process.argv[2]);
const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);

const { resolve } = createRequire(join(packageRoot, 'bench', 'peers', 'package.json'));
const { gpu } = await openNodeGpu({ adapter: wanted });
// The backend expects a browser's globals.
Object.defineProperty(globalThis, 'navigator', { value: { gpu, userAgent: 'node' }, configurable: true });
globalThis.window = globalThis;
const tf = await import(pathToFileURL(resolve('@tensorflow/tfjs-core')).href);
await import(pathToFileURL(resolve('@tensorflow/tfjs-backend-webgpu')).href);

const opened = await openNetworkWeights(modelNamed(network), weights);
const graph = await networkGraph(opened, batch);
const { nodes } = optimise(graph);
const missing = new Set(nodes.map(({ operator }) => missingPart(operator)).filter((part) => part !== null));
if (missing.size > 0) fail(`it lacks what ${network} needs: ${[...missing].join(', ')}`);
if (!(await tf.setBackend('webgpu'))) fail('its WebGPU backend does not start');
const load = performance.now();

// Compiling includes only the upload of weights, as TensorFlow.js compiles a shader when it first runs a layer.
const constants = new Map();
for (const { operator } of nodes) {
  if (operator.weight) await upload(operator.weight, operator.kind);
  if (operator.bias) await upload(operator.bias, 'plain');
  if (operator.slope) await upload(operator.slope, 'plain');
}
const compiled = performance.now();

async function upload(constant, kind) {
  const values = tf.tensor(await constant.read(), constant.shape);
  // [O,I,h,w] to [h,w,I,O], [O,I] to [I,O].
  const order = { conv2d: [2, 3, 1, 0], linear: [1, 0] }[kind];
  constants.set(constant, order === undefined ? values : tf.tidy(() => tf.transpose(values, order)));
}

function fail(reason) {
  console.error(reason);
  process.exit(1);
}

/** What this file does not run of an operator, in words; null where it runs it. */
function missingPart({ kind, activation = 'none', function: applied, groups = 1 }) {
  if (!(kind in operators)) return kind;
  if (!(activation in activations)) return `${kind} with ${activation}`;
  if (kind === 'unary' && !(applied in activations)) return applied;
  if (kind === 'binary' && applied !== 'add') return applied;
  return groups === 1 ? null : `${kind} in groups`;
}

function sides([top, left, bottom, right]) {
  return [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
}

const inputs = timingInputs(graph.inputs);

async function run() {
  const output = tf.tidy(() => {
    const values = new Map(graph.inputs.map((value) => [value, fromPlain(tf.tensor(inputs[value.name], value.shape))]));
    for (const { operator, inputs: read, output: written } of nodes) {
      const made = operators[operator.kind](
        operator,
        read.map((value) => values.get(value)),
        [...written.shape],
      );
      values.set(written, made);
    }
    return values.get(graph.outputs[0]);
  });
  const result = await output.data();
  output.dispose();
  return result;
}

const started = performance.now();
const check = [...(await run())].slice(0, 16);
const total = performance.now();
say({ load, compile: compiled - load, firstRun: total - started, total, check });

for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'run') {
    const begun = performance.now();
    await run();
    say({ ms: performance.now() - begun });
  } else if (line === 'profile') say({ steps: [] });
  else say({ rssBytes: process.resourceUsage().maxRSS * 1024 });
}
process.exit();
