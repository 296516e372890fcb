/** Writes parts of Caffe's NetParameter, and whole messages in the formats before and since 2014. */
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { Array32 } from './mxnet-writer.ts';

export type Fill = (writer: BinaryWriter) => void;

export const floats =
  (...values: readonly number[]): Fill =>
  (writer) => {
    writer.tag(5, WireType.LengthDelimited).bytes(new Uint8Array(new Float32Array(values).buffer));
  };
export const both =
  (...fills: readonly Fill[]): Fill =>
  (writer) => {
    for (const fill of fills) fill(writer);
  };

export const legacyShape =
  (...dims: readonly number[]): Fill =>
  (writer) =>
    dims.forEach((dim, i) => void writer.tag(i + 1, WireType.Varint).int32(dim));

/** A network of V1 layers, which have the names of their inputs and outputs before their own, and types as numbers. */
export function netOfV1(
  ...layers: readonly (readonly [name: string, type: number, ...blobs: readonly Fill[]])[]
): Uint8Array {
  const writer = new BinaryWriter();
  writer.tag(1, WireType.LengthDelimited).string('net');
  for (const [name, type, ...blobs] of layers) {
    writer.tag(2, WireType.LengthDelimited).fork();
    writer.tag(2, WireType.LengthDelimited).string('data').tag(3, WireType.LengthDelimited).string('out');
    writer.tag(4, WireType.LengthDelimited).string(name).tag(5, WireType.Varint).int32(type);
    for (const blob of blobs) {
      writer.tag(6, WireType.LengthDelimited).fork();
      blob(writer);
      writer.join();
    }
    writer.tag(7, WireType.Bit32).float(1).tag(8, WireType.Bit32).float(0);
    writer.join();
  }
  return writer.finish();
}

/** A network in the format since 2014. Blobs are named LAYER.INDEX and are in order of their index. */
export function caffeNet(blobs: readonly Array32[]): Uint8Array {
  const layers = new Map<string, Array32[]>();
  for (const blob of blobs) {
    const layer = blob.name.slice(0, blob.name.lastIndexOf('.'));
    layers.set(layer, [...(layers.get(layer) ?? []), blob]);
  }
  const writer = new BinaryWriter();
  writer.tag(1, WireType.LengthDelimited).string('net');
  for (const [layer, own] of layers) {
    writer.tag(100, WireType.LengthDelimited).fork();
    writer.tag(1, WireType.LengthDelimited).string(layer);
    writer.tag(2, WireType.LengthDelimited).string(typeByRank[own[0]!.shape.length] ?? 'Convolution');
    for (const { shape, values } of own) {
      writer.tag(7, WireType.LengthDelimited).fork();
      writer.tag(7, WireType.LengthDelimited).fork();
      writer.tag(1, WireType.LengthDelimited).fork();
      for (const side of shape) writer.int64(side);
      writer.join().join();
      writer.tag(5, WireType.LengthDelimited).bytes(values).join();
    }
    writer.join();
  }
  return writer.finish();
}

/** Layer types by the number of axes of their first blob. */
const typeByRank: Readonly<Record<number, string>> = { 1: 'PReLU', 2: 'InnerProduct', 4: 'Convolution' };
