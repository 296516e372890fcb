/**
 * Reads Caffe's binary NetParameter: named layers with blobs of weights, in the current form (since 2014) and the older V1 form,
 * and files that OpenCV's shrinkCaffeModel wrote, with float16 in raw_data. Blobs become tensors `<layer>.0`, `<layer>.1` and so
 * on. The topology, unknown fields and layers without blobs are skipped. A BatchNorm's statistics are divided by the factor in
 * its third blob, which does not become a tensor. Format: caffe.proto of OpenCV's dnn module.
 */
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { HyperIqaError, messageOf } from '../errors.ts';
import { counted } from '../printable.ts';
import { type BlobRecord, readBlob } from './caffe-blob.ts';
import type { ByteSource, StoredTensor, TensorFile } from './tensor-file.ts';
import { toFloat32 } from './to-float32.ts';

const netField = { name: 1, layersOfV1: 2, layer: 100 } as const;
/** The field numbers of a layer's parts. V1 has numeric types, none of which is BatchNorm. */
const layerForms: ReadonlyMap<number, LayerForm> = new Map([
  [netField.layer, { name: 1, type: 2, blobs: 7 }],
  [netField.layersOfV1, { name: 4, type: null, blobs: 6 }],
]);

interface LayerForm {
  readonly name: number;
  readonly type: number | null;
  readonly blobs: number;
}

const mostFields = 65536;
const mostBlobsOfLayer = 64;
const largestLayer = 512 * 2 ** 20;
/** A tag is a varint of at most 5 bytes, a length one of at most 10. */
const longestFieldHead = 15;

/** Whether a file may be a NetParameter: its first field is the network's name or a layer. */
export function looksLikeCaffeModel(head: Uint8Array): boolean {
  const tagOf = (field: number) => ((field << 3) | WireType.LengthDelimited) >>> 0;
  if (head.length < 2) return false;
  const tag = head[0]! < 0x80 ? head[0]! : (head[0]! & 0x7f) | (head[1]! << 7);
  return Object.values(netField).some((field) => tag === tagOf(field));
}

export async function openCaffeModel(source: ByteSource): Promise<TensorFile> {
  const tensors = new Map<string, StoredTensor>();
  try {
    await readNet(source, (layer) => {
      for (const tensor of tensorsOf(layer, source)) {
        if (layer.name === '' || tensors.has(tensor.name))
          throw new Error(`two layers, or none, are called ${JSON.stringify(layer.name)}`);
        tensors.set(tensor.name, tensor);
      }
    });
  } catch (cause) {
    if (cause instanceof HyperIqaError) throw cause;
    // The protobuf reader throws plain errors; their message becomes part of ours.
    const problem = messageOf(cause);
    throw new HyperIqaError(
      'FORMAT',
      `${source.name}: not a valid Caffe model: ${problem}. It is truncated, damaged or something else.`,
      { cause },
    );
  }
  if (tensors.size === 0) {
    throw new HyperIqaError('FORMAT', `${source.name}: a Caffe model without weights, or another kind of file.`);
  }
  return { format: 'caffemodel', metadata: {}, tensors };
}

interface Layer {
  readonly name: string;
  readonly type: string;
  readonly blobs: readonly BlobRecord[];
}

function tensorsOf({ name, type, blobs }: Layer, source: ByteSource): readonly StoredTensor[] {
  const tensors = blobs.map(({ shape, dtype, offset, length }, i): StoredTensor => {
    return { name: `${name}.${i}`, shape, dtype, read: () => source.read(offset, length) };
  });
  if (type !== 'BatchNorm' || tensors.length !== 3) return tensors;
  const [mean, variance, factor] = tensors;
  return [divided(mean, factor), divided(variance, factor)];
}

/**
 * Caffe's BatchNorm stores sums of its statistics, and as a third blob the factor to divide them by. A factor of 0 (nothing was
 * summed) gives 0, as in Caffe's batch_norm_layer.cpp.
 */
function divided(tensor: StoredTensor, divisor: StoredTensor): StoredTensor {
  const read = async (): Promise<Uint8Array> => {
    const values = await toFloat32(tensor);
    const [factor] = await toFloat32(divisor);
    return new Uint8Array(values.map((value) => (factor === 0 ? 0 : value / factor)).buffer);
  };
  return { name: tensor.name, shape: tensor.shape, dtype: 'f32', read };
}

/** Walks the network's fields layer by layer, so that at most one layer is in memory. */
async function readNet(source: ByteSource, onLayer: (layer: Layer) => void): Promise<void> {
  let position = 0;
  for (let fields = 0; position < source.size; fields++) {
    if (fields === mostFields) throw new Error(`it has more than ${mostFields} fields`);
    const head = new BinaryReader(await source.read(position, Math.min(longestFieldHead, source.size - position)));
    const [field, wireType] = head.tag();
    if (wireType !== WireType.LengthDelimited) {
      head.skip(wireType, field);
      position += head.pos;
      continue;
    }
    const length = head.uint32();
    position += head.pos;
    if (length > source.size - position) throw new Error(`a field of ${counted(length, 'byte')} leaves the file`);
    const form = layerForms.get(field);
    if (form !== undefined) {
      if (length > largestLayer) throw new Error(`a layer of ${length} bytes is too large`);
      onLayer(readLayer(await source.read(position, length), position, form));
    }
    position += length;
  }
}

/** @param base the byte of the file at which the layer begins */
function readLayer(bytes: Uint8Array, base: number, form: LayerForm): Layer {
  const reader = new BinaryReader(bytes);
  const blobs: BlobRecord[] = [];
  let name = '';
  let type = '';
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    const delimited = wireType === WireType.LengthDelimited;
    if (field === form.name && delimited) {
      name = reader.string();
    } else if (field === form.type && delimited) {
      type = reader.string();
    } else if (field === form.blobs && delimited) {
      const blob = reader.bytes();
      if (blobs.length === mostBlobsOfLayer) throw new Error(`layer ${name} has more than ${mostBlobsOfLayer} blobs`);
      blobs.push(readBlob(blob, base + reader.pos - blob.length));
    } else {
      reader.skip(wireType, field);
    }
  }
  return { name, type, blobs };
}
