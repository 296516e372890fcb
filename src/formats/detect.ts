/** Detects a weight file's format from its content. */
import { HyperIqaError } from '../errors.ts';
import { looksLikeHdf5 } from './hdf5-signature.ts';
import { looksLikeMxnetParams, openMxnetParams } from './mxnet-params.ts';
import { looksLikeNpy } from './npy-signature.ts';
import { looksLikeOpencvYaml, openOpencvYaml } from './opencv-yaml.ts';
import { type OtherFile, otherFileOf, otherZipOf } from './other-files.ts';
import { openPytorchLegacy } from './pytorch-legacy.ts';
import { openPytorchZip } from './pytorch-zip.ts';
import { looksLikeSafetensors, openSafetensors } from './safetensors.ts';
import type { ByteSource, TensorFile } from './tensor-file.ts';
import { looksLikeTensorflowJs, openTensorflowJs } from './tensorflow-js.ts';
import { readZipDirectory } from './zip.ts';

/**
 * Opens a file of weights of any supported format.
 * @throws HyperIqaError FORMAT when the format is unknown or the file is damaged.
 */
export async function openTensorFile(source: ByteSource): Promise<TensorFile> {
  const head = await source.read(0, Math.min(source.size, 512));
  const startsWith = (...bytes: number[]) => bytes.every((byte, i) => head[i] === byte);
  if (startsWith(0x50, 0x4b, 0x03, 0x04)) return openZip(source);
  // A pickle begins with its protocol version; torch.save uses 2 by default.
  if (startsWith(0x80) && head[1]! >= 2 && head[1]! <= 5) return openPytorchLegacy(source);
  if (looksLikeOpencvYaml(head)) return openOpencvYaml(source);
  if (looksLikeSafetensors(head)) return openSafetensors(source);
  if (looksLikeMxnetParams(head)) return openMxnetParams(source);
  if (looksLikeTensorflowJs(head)) return openTensorflowJs(source);
  if (looksLikeHdf5(head)) {
    const { openHdf5 } = await import('./hdf5.ts');
    return openHdf5(source);
  }
  if (looksLikeNpy(head)) {
    const { openNpy } = await import('./numpy.ts');
    return openNpy(source);
  }
  const other = otherFileOf(head);
  if (other !== undefined) throw notWeights(source, other);
  // The protobuf library is loaded only for a file that can be nothing else.
  const { looksLikeCaffeModel, openCaffeModel } = await import('./caffemodel.ts');
  if (looksLikeCaffeModel(head)) return openCaffeModel(source);
  const shown = [...head.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  throw new HyperIqaError(
    'FORMAT',
    `${source.name}: ${source.size === 0 ? 'an empty file' : `a file that begins with bytes ${shown}`}; ` +
      "it is none of the supported formats: PyTorch checkpoints (torch.save), Caffe models, OpenCV's YAML, " +
      "TensorFlow.js's manifests, MXNet's .params, HDF5 of Keras and Chainer, NumPy's .npy and .npz, safetensors.",
  );
}

/** A zip file is read as NumPy's if it holds arrays and no pickle of PyTorch's name, otherwise as PyTorch's. */
async function openZip(source: ByteSource): Promise<TensorFile> {
  const entries = await readZipDirectory(source);
  const names = [...entries.keys()];
  if (!names.some((name) => name.endsWith('/data.pkl'))) {
    if (names.some((name) => name.endsWith('.npy'))) {
      const { openNpz } = await import('./numpy.ts');
      return openNpz(source, entries);
    }
    const other = otherZipOf(names);
    if (other !== undefined) throw notWeights(source, other);
  }
  return openPytorchZip(source, entries);
}

function notWeights(source: ByteSource, { what, remedy }: OtherFile): HyperIqaError {
  return new HyperIqaError('FORMAT', `${source.name}: it is ${what}. ${remedy}.`);
}
