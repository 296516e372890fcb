/** Parses the layers that the file of a whole Keras model describes beside its weights, as JSON of Keras 2 or 3. */
import { printable, shortened } from '../printable.ts';

export interface KerasLayer {
  /** As it occurs in the names of the layer's weights. */
  readonly name: string;
  /** Keras's class, such as `Conv2D`. */
  readonly kind: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** The layers whose outputs it takes, in order. */
  readonly inputs: readonly string[];
}

export interface KerasModel {
  readonly layers: ReadonlyMap<string, KerasLayer>;
  /** The layer that computes the model's only output. */
  readonly output: string;
}

/** Far above any network for photos; readers of the model may recurse once per layer. */
const mostLayers = 2000;

const known = new WeakMap<object, KerasModel | string>();

/**
 * The model that a file's metadata describe; a string says why it cannot be read.
 * @returns undefined when they describe no model.
 */
export function kerasModelOf(metadata: Readonly<Record<string, string>>): KerasModel | string | undefined {
  const text = metadata.model_config;
  if (text === undefined) return undefined;
  const before = known.get(metadata);
  if (before !== undefined) return before;
  const model = readModel(text);
  known.set(metadata, model);
  return model;
}

function readModel(text: string): KerasModel | string {
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch {
    return 'its description of the layers (model_config) is not JSON';
  }
  if (!isRecord(root)) return 'its description of the layers (model_config) is not an object';
  const isChain = root.class_name === 'Sequential';
  const config = isRecord(root.config) ? root.config : {};
  // The first versions of Keras 2 wrote a sequential model as a bare list.
  const entries = Array.isArray(root.config) ? root.config : config.layers;
  if (!Array.isArray(entries) || entries.length === 0) return 'its description of the layers (model_config) lists none';
  if (entries.length > mostLayers) return `it describes ${entries.length} layers; at most ${mostLayers} are read`;
  const layers = new Map<string, KerasLayer>();
  let last = '';
  for (const entry of entries) {
    const layer = readLayer(entry, isChain ? [last].filter((name) => name !== '') : undefined);
    if (typeof layer === 'string') return layer;
    if (layers.has(layer.name)) return `two layers are called ${shown(layer.name)}`;
    layers.set(layer.name, layer);
    last = layer.name;
  }
  const outputs = isChain ? [last] : namesIn(config.output_layers);
  if (outputs.length !== 1 || !layers.has(outputs[0])) return `its model has ${outputs.length} outputs instead of one`;
  const fault = faultOf(layers);
  return fault ?? { layers, output: outputs[0] };
}

/** What is wrong with the connections between layers; undefined when they are sound. */
function faultOf(layers: ReadonlyMap<string, KerasLayer>): string | undefined {
  for (const { name, inputs } of layers.values()) {
    const missing = inputs.find((input) => !layers.has(input));
    if (missing !== undefined) {
      return `the layer ${shown(name)} takes the output of ${shown(missing)}, which is not there`;
    }
  }
  const settled = new Set<string>();
  for (let before = -1; settled.size > before; ) {
    before = settled.size;
    for (const { name, inputs } of layers.values()) if (inputs.every((input) => settled.has(input))) settled.add(name);
  }
  const circular = [...layers.keys()].find((name) => !settled.has(name));
  return circular === undefined ? undefined : `the layer ${shown(circular)} depends on its own output`;
}

function readLayer(entry: unknown, before: readonly string[] | undefined): KerasLayer | string {
  if (!isRecord(entry) || typeof entry.class_name !== 'string' || !isRecord(entry.config)) {
    return 'a layer has no class and configuration';
  }
  const name = entry.config.name ?? entry.name;
  if (typeof name !== 'string' || name === '') return `a layer of the kind ${shown(entry.class_name)} has no name`;
  const uses = Array.isArray(entry.inbound_nodes) ? entry.inbound_nodes : [];
  if (before === undefined && uses.length > 1) return `the layer ${shown(name)} is used ${uses.length} times`;
  return { name, kind: entry.class_name, config: entry.config, inputs: before ?? namesIn(uses) };
}

/** The layers' names in references: each reference is a list of a name and two numbers, at any depth. */
function namesIn(value: unknown, depth = 0): readonly string[] {
  if (depth > 8) return [];
  if (Array.isArray(value)) {
    const [name, node, tensor] = value;
    if (typeof name === 'string' && typeof node === 'number' && typeof tensor === 'number') return [name];
    return value.flatMap((item) => namesIn(item, depth + 1));
  }
  return isRecord(value) ? Object.values(value).flatMap((item) => namesIn(item, depth + 1)) : [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shown(name: string): string {
  return JSON.stringify(printable(shortened(name, 80)));
}
