/** Parts of Caffe's NetParameter, and whole ones of the form before 2014. */
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

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

/** V1's layers: the names of their inputs and outputs before their own, their types as numbers. */
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
