/**
 * Builds an ONNX model and writes its two files: the graph, and beside it the values of its weights in sequence, so that each
 * weight is in memory only while it is written. Field numbers are those of onnx.proto.
 */
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { elementCount, type Shape } from '../../src/graph/tensor.ts';

/** The first opset with Gelu (LayerNormalization is older). */
const opset = 20;
const irVersion = 9;

/** TensorProto.DataType */
const float = 1;
const int64 = 7;

export type Attribute = number | string | readonly number[] | { readonly float: number };

interface NodeEntry {
  readonly type: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes: Readonly<Record<string, Attribute>>;
}

interface ValueEntry {
  readonly name: string;
  readonly shape: Shape;
}

/** float32 values that are read when they are written. */
interface Initializer extends ValueEntry {
  read(): Promise<Float32Array>;
}

export class OnnxDocument {
  readonly #nodes: NodeEntry[] = [];
  readonly #floats = new Map<string, Initializer>();
  readonly #integers = new Map<string, readonly number[]>();
  readonly #inputs: readonly ValueEntry[];
  #made = 0;

  constructor(inputs: readonly ValueEntry[]) {
    this.#inputs = inputs;
  }

  /** Adds a node. @param output its output's name; default a generated one. @returns that name. */
  node(
    type: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
    output = `made ${this.#made++}`,
  ): string {
    this.#nodes.push({ type, inputs, output, attributes });
    return output;
  }

  /** Adds weights by name: equal names must mean equal values. */
  floats(name: string, shape: Shape, read: () => Promise<Float32Array>): string {
    const full = `weights ${name} ${shape.join('x')}`;
    this.#floats.set(full, { name: full, shape, read });
    return full;
  }

  /** A number as a tensor without dimensions. */
  scalar(value: number): string {
    return this.floats(`${value}`, [], async () => Float32Array.of(value));
  }

  /** A shape, axes or other integers that an operator takes as an input. */
  integers(values: readonly number[]): string {
    const name = `integers ${values.join(' ')}`;
    this.#integers.set(name, values);
    return name;
  }

  /**
   * Writes the values, and returns the graph that refers to them.
   * @param dataName the name of the file of values, beside that of the graph.
   * @param write receives the values of one weight after another.
   */
  async encode(
    outputs: readonly ValueEntry[],
    dataName: string,
    write: (values: Uint8Array) => Promise<void>,
  ): Promise<Uint8Array> {
    const graph = new BinaryWriter();
    for (const node of this.#nodes) message(graph, 1, (writer) => writeNode(writer, node));
    graph.tag(2, WireType.LengthDelimited).string('network');
    for (const [name, values] of this.#integers) {
      message(graph, 5, (writer) => {
        writeTensorHead(writer, name, [values.length], int64);
        const bytes = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
        writer.tag(9, WireType.LengthDelimited).bytes(bytes);
      });
    }
    let offset = 0;
    for (const { name, shape, read } of this.#floats.values()) {
      const length = 4 * elementCount(shape);
      const values = await read();
      await write(new Uint8Array(values.buffer, values.byteOffset, length));
      message(graph, 5, (writer) => writeExternal(writer, { name, shape }, { dataName, offset, length }));
      offset += length;
    }
    for (const value of this.#inputs) message(graph, 11, (writer) => writeValue(writer, value));
    for (const value of outputs) message(graph, 12, (writer) => writeValue(writer, value));
    const model = new BinaryWriter();
    model.tag(1, WireType.Varint).int64(irVersion);
    model.tag(7, WireType.LengthDelimited).bytes(graph.finish());
    message(model, 8, (writer) => {
      writer.tag(1, WireType.LengthDelimited).string('');
      writer.tag(2, WireType.Varint).int64(opset);
    });
    return model.finish();
  }
}

function message(writer: BinaryWriter, field: number, write: (writer: BinaryWriter) => void): void {
  const inner = new BinaryWriter();
  write(inner);
  writer.tag(field, WireType.LengthDelimited).bytes(inner.finish());
}

function writeNode(writer: BinaryWriter, { type, inputs, output, attributes }: NodeEntry): void {
  for (const input of inputs) writer.tag(1, WireType.LengthDelimited).string(input);
  writer.tag(2, WireType.LengthDelimited).string(output);
  writer.tag(3, WireType.LengthDelimited).string(output);
  writer.tag(4, WireType.LengthDelimited).string(type);
  for (const [name, value] of Object.entries(attributes)) {
    message(writer, 5, (inner) => writeAttribute(inner, name, value));
  }
}

/** Appends AttributeProto.AttributeType after each value. */
function writeAttribute(writer: BinaryWriter, name: string, value: Attribute): void {
  writer.tag(1, WireType.LengthDelimited).string(name);
  if (typeof value === 'number') {
    writer.tag(3, WireType.Varint).int64(value);
    writer.tag(20, WireType.Varint).uint32(2);
  } else if (typeof value === 'string') {
    writer.tag(4, WireType.LengthDelimited).string(value);
    writer.tag(20, WireType.Varint).uint32(3);
  } else if ('float' in value) {
    writer.tag(2, WireType.Bit32).float(value.float);
    writer.tag(20, WireType.Varint).uint32(1);
  } else {
    for (const each of value) writer.tag(8, WireType.Varint).int64(each);
    writer.tag(20, WireType.Varint).uint32(7);
  }
}

function writeTensorHead(writer: BinaryWriter, name: string, shape: Shape, type: number): void {
  for (const size of shape) writer.tag(1, WireType.Varint).int64(size);
  writer.tag(2, WireType.Varint).uint32(type);
  writer.tag(8, WireType.LengthDelimited).string(name);
}

function writeExternal(
  writer: BinaryWriter,
  { name, shape }: ValueEntry,
  { dataName, offset, length }: { readonly dataName: string; readonly offset: number; readonly length: number },
): void {
  writeTensorHead(writer, name, shape, float);
  const entries = { location: dataName, offset: `${offset}`, length: `${length}` };
  for (const [key, value] of Object.entries(entries)) {
    message(writer, 13, (inner) => {
      inner.tag(1, WireType.LengthDelimited).string(key);
      inner.tag(2, WireType.LengthDelimited).string(value);
    });
  }
  writer.tag(14, WireType.Varint).uint32(1);
}

function writeValue(writer: BinaryWriter, { name, shape }: ValueEntry): void {
  writer.tag(1, WireType.LengthDelimited).string(name);
  message(writer, 2, (type) =>
    message(type, 1, (tensor) => {
      tensor.tag(1, WireType.Varint).uint32(float);
      message(tensor, 2, (dimensions) => {
        for (const size of shape) {
          message(dimensions, 1, (dimension) => dimension.tag(1, WireType.Varint).int64(size));
        }
      });
    }),
  );
}
