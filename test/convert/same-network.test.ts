/** The description of the network in a whole Keras model is compared with the network for which its weights are used. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { planConversion } from '../../src/convert/convert.ts';
import { recognise } from '../../src/convert/recognise.ts';
import { requireSameNetwork } from '../../src/convert/same-network.ts';
import { type KerasModel, kerasModelOf } from '../../src/formats/keras-layers.ts';
import { GraphBuilder } from '../../src/graph/builder.ts';
import { add, conv2d, relu } from '../../src/graph/layers.ts';
import { namedWeights } from '../../src/models/layout.ts';
import { multiplied } from '../../src/models/weight-source.ts';
import { refused } from '../formats/fixture.ts';
import { wholeModel } from '../models/faceqnet/whole.ts';

interface Layer {
  class_name: string;
  name: string;
  config: Record<string, unknown>;
  inbound_nodes: [string, number, number, object][][];
}

interface Description {
  class_name: string;
  config: { layers: Layer[]; output_layers: unknown };
}

type Change = (layer: (name: string) => Layer, all: Description) => void;

const whole = await wholeModel();
const { known } = await recognise(whole);
const code = await known.model.code();
const shapeOf = (name: string) => known.layout.find((spec) => spec.name === name)?.shape;
const graph = code.graph(namedWeights(shapeOf, known.description!.facts), 1);

function changed(change: Change): string {
  const description: Description = JSON.parse(whole.metadata.model_config!);
  change((name) => description.config.layers.find((layer) => layer.name === name)!, description);
  return JSON.stringify(description);
}

async function compare(change: Change): Promise<void> {
  const model = kerasModelOf({ model_config: changed(change) }) as KerasModel;
  requireSameNetwork('FaceQnet', model, graph, (name) => known.nameInFile(name));
}

test('an unchanged description agrees', async () => {
  await compare(() => undefined);
});

const differences: readonly (readonly [string, string, string, (layer: Layer) => void])[] = [
  ['stride of a convolution', 'conv3_1_1x1_reduce', 'stride 1x1', ({ config }) => (config.strides = [1, 1])],
  ['number of channels', 'conv3_1_1x1_reduce', 'to 9 channels', ({ config }) => (config.filters = 9)],
  ['size of a kernel', 'conv2_1_3x3', 'of 5x5', ({ config }) => (config.kernel_size = [5, 5])],
  ['padding', 'conv1/7x7_s2', 'no padding', ({ config }) => (config.padding = 'valid')],
  ['dilation', 'conv2_1_3x3', 'dilation 2x2', ({ config }) => (config.dilation_rate = [2, 2])],
  ['number of groups', 'conv2_1_3x3', '2 groups', ({ config }) => (config.groups = 2)],
  ['use of a bias', 'conv2_1_3x3', 'with bias', ({ config }) => (config.use_bias = true)],
  ['epsilon', 'conv2_1_3x3/bn', 'epsilon 0.00001', ({ config }) => (config.epsilon = 0.00001)],
  ['kind of pooling', 'max_pooling2d_1', 'mean of windows', (layer) => (layer.class_name = 'AveragePooling2D')],
  ['pooling window', 'max_pooling2d_1', '2x2', ({ config }) => (config.pool_size = [2, 2])],
  ['activation', 'activation_3', 'tanh', ({ config }) => (config.activation = 'tanh')],
  ['activation of a linear layer', 'dense_1', 'sigmoid', ({ config }) => (config.activation = 'sigmoid')],
  ['kind of layer', 'add_2', 'a layer of the kind Multiply', (layer) => (layer.class_name = 'Multiply')],
  ['size of the input', 'base_input', '128x128x3', ({ config }) => (config.batch_input_shape = [null, 128, 128, 3])],
  ['order of axes', 'conv2_1_3x3', 'first', ({ config }) => (config.data_format = 'channels_first')],
  ['list of inputs', 'conv3_1_1x1_reduce', 'no input', (layer) => (layer.inbound_nodes = [])],
];

for (const [what, name, found, change] of differences) {
  test(`a different ${what} is refused, and the layer is named`, async () => {
    const words = ['another network than FaceQnet', JSON.stringify(name), found];
    await refused(
      compare((layer) => change(layer(name))),
      words,
      'WEIGHTS',
    );
  });
}

function swapInputs(layer: (name: string) => Layer, a: string, b: string): void {
  const [first, second] = [layer(a), layer(b)];
  [first.inbound_nodes, second.inbound_nodes] = [second.inbound_nodes, first.inbound_nodes];
}

test("layers in another order, or with other layers' weights, are refused", async () => {
  const otherOrder = compare((layer) => swapInputs(layer, 'conv2_1_1x1_increase', 'conv2_1_1x1_proj'));
  await refused(otherOrder, ['another network', '"max_pooling2d_1"', 'relu'], 'WEIGHTS');
  const skipped = compare((layer) => {
    layer('conv3_1_1x1_reduce').inbound_nodes[0]![0]![0] = 'max_pooling2d_1';
  });
  await refused(skipped, ['another network', '"max_pooling2d_1"'], 'WEIGHTS');
  const otherWeights = compare((layer) => swapInputs(layer, 'conv2_1_1x1_increase/bn', 'conv2_1_1x1_proj/bn'));
  await refused(otherWeights, ['"conv2_1_1x1_proj"', 'the weights conv2_1_1x1_increase/kernel'], 'WEIGHTS');
  const without = compare((layer) => {
    layer('conv2_1_3x3/bn').inbound_nodes[0]![0]![0] = 'activation_2';
  });
  await refused(without, ['"activation_2"', 'convolution of 3x3'], 'WEIGHTS');
});

test('zero padding layers before a convolution count as its padding', async () => {
  const padded = (rows: number) =>
    compare((layer, { config }) => {
      const conv = layer('conv1/7x7_s2');
      conv.config.padding = 'valid';
      conv.inbound_nodes[0]![0]![0] = 'zeros';
      const padding = [
        [rows, 3],
        [2, 3],
      ];
      const zeros = { name: 'zeros', padding, data_format: 'channels_last' };
      const inbound_nodes: Layer['inbound_nodes'] = [[['base_input', 0, 0, {}]]];
      config.layers.push({ class_name: 'ZeroPadding2D', name: 'zeros', config: zeros, inbound_nodes });
    });
  await padded(2);
  await refused(padded(3), ['"conv1/7x7_s2"', 'padding 3 above'], 'WEIGHTS');
});

test('a damaged or unsupported description is reported as such', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['{', 'is not JSON'],
    ['[]', 'is not an object'],
    ['{"class_name": "Model", "config": {"layers": []}}', 'lists none'],
    [JSON.stringify({ config: { layers: Array(3000).fill({}) } }), 'at most 2000'],
    [changed((layer) => layer('conv2_1_3x3').inbound_nodes.push([['activation_1', 0, 0, {}]])), 'is used 2 times'],
    [changed((_, all) => (all.config.output_layers = ['main_output', 'avg_pool'].map((n) => [n, 0, 0]))), '2 outputs'],
    [changed((layer) => (layer('dropout_1').inbound_nodes[0]![0]![0] = 'dense_1')), 'depends on its own output'],
    [changed((layer) => (layer('dropout_1').inbound_nodes[0]![0]![0] = 'lost')), '"lost", which is not there'],
    [changed((layer) => (layer('dropout_1').config.name = 'dense_1')), 'two layers are called "dense_1"'],
  ];
  for (const [model_config, words] of cases) assert.match(String(kerasModelOf({ model_config })), words);
  assert.is(kerasModelOf({}), undefined);
});

test('a file that describes another network is not converted', async () => {
  const model_config = changed((layer) => (layer('conv2_1_3x3').config.strides = [2, 2]));
  const plan = planConversion({ ...whole, metadata: { model_config } }, { dtype: 'f32', sourceSha256: '' });
  await refused(plan, ['FaceQnet', '"conv2_1_3x3" (Conv2D)', 'stride 2x2'], 'WEIGHTS');
});

/** Compares a residual block of Inception-ResNet-v2, x + 0.17 * up(x), with a description whose scaled sum is `scaling`. */
async function compareScaled(scaling: Pick<Layer, 'class_name' | 'config'>): Promise<void> {
  const net = new GraphBuilder();
  const weights = namedWeights(() => undefined, {});
  const x = relu(
    net,
    'before',
    conv2d(net, 'a', net.input('crops', [1, 2, 4, 4]), { weight: weights.constant('a', [2, 2, 1, 1]) }),
  );
  const up = conv2d(net, 'b', x, { weight: multiplied(weights.constant('b', [2, 2, 1, 1]), 0.17) });
  const sum = relu(net, 'after', add(net, 'sum', up, x));
  const ours = net.build([conv2d(net, 'c', sum, { weight: weights.constant('c', [2, 2, 1, 1]) })]);
  const conv = { filters: 2, kernel_size: [1, 1], strides: [1, 1], padding: 'same', use_bias: false };
  const after = (...names: string[]): Layer['inbound_nodes'] => [names.map((name) => [name, 0, 0, {}])];
  const layers: Layer[] = [
    { class_name: 'InputLayer', name: 'in', config: { name: 'in' }, inbound_nodes: [] },
    { class_name: 'Conv2D', name: 'a', config: { ...conv, name: 'a', activation: 'relu' }, inbound_nodes: after('in') },
    { class_name: 'Conv2D', name: 'b', config: { ...conv, name: 'b' }, inbound_nodes: after('a') },
    { name: 's', ...scaling, inbound_nodes: after('a', 'b') },
    { class_name: 'ReLU', name: 'r', config: { name: 'r', max_value: null }, inbound_nodes: after('s') },
    { class_name: 'Conv2D', name: 'c', config: { ...conv, name: 'c' }, inbound_nodes: after('r') },
  ];
  const config = { layers, output_layers: [['c', 0, 0]] };
  const model = kerasModelOf({ model_config: JSON.stringify({ class_name: 'Model', config }) }) as KerasModel;
  requireSameNetwork('It', model, ours, (key) => `${key}/kernel`);
}

test("the factor of a scaled sum, in Keras's own layer or in a Lambda, is compared with that of the weights", async () => {
  const own = (scale: number) => ({ class_name: 'CustomScaleLayer', config: { name: 's', scale } });
  const lambda = (scale: number) => ({ class_name: 'Lambda', config: { name: 's', arguments: { scale } } });
  await compareScaled(own(0.17));
  await compareScaled(lambda(0.17));
  await refused(compareScaled(own(0.2)), ['"s"', 'the factor 0.2', '0.17'], 'WEIGHTS');
  await refused(compareScaled(lambda(1)), ['"s"', 'the factor 1', '0.17'], 'WEIGHTS');
  await refused(compareScaled({ class_name: 'Add', config: { name: 's' } }), ['another network than It'], 'WEIGHTS');
});

test.run();
