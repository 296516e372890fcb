/** Where the weights are published. Addresses are the publishers' own; nothing here is mirrored. */
import type { StoredAs } from '../convert/values.ts';

/** How a download is known to be the right file. */
export type Checksum =
  | { readonly kind: 'sha256'; readonly value: string }
  /** The first digits of the sha256, which PyTorch's users put into file names. */
  | { readonly kind: 'sha256-prefix'; readonly value: string }
  /** None is published: the first download is recorded and later ones must agree. */
  | { readonly kind: 'recorded' };

export interface WeightsEntry {
  readonly name: string;
  readonly description: string;
  readonly url: string;
  /** A page for people, for when the download needs a browser. */
  readonly page: string;
  /** What the download is called in the weights folder. */
  readonly download: string;
  readonly checksum: Checksum;
  /** Of the download: exactly, or as far as is known. */
  readonly size: { readonly bytes: number; readonly isExact: boolean };
  /** Where the publisher's servers redirect to, as `fetchFollowing` takes them. */
  readonly hosts: readonly string[];
  /** What the converted file is called in the weights folder. */
  readonly converted: string;
  readonly dtype: StoredAs;
}

const opencvFiles = 'https://raw.githubusercontent.com/opencv/opencv_3rdparty';
/** HyperIQA in float32, whoever wrote it. */
const hyperIqaSize = { bytes: 110_000_000, isExact: false };
const koniqOnDrive = '1OOUmnbvpGea0LIGpIWEbOyxfWx6UCiiE';

export const weightsTable: readonly WeightsEntry[] = [
  {
    name: 'hyperiqa-koniq',
    description: 'HyperIQA as its authors trained it on KonIQ-10k: the default model, scores 0 to 100 (110 MB)',
    url: `https://drive.usercontent.google.com/download?id=${koniqOnDrive}&export=download&confirm=t`,
    page: `https://drive.google.com/file/d/${koniqOnDrive}/view`,
    download: 'koniq_pretrained.pkl',
    checksum: { kind: 'recorded' },
    size: hyperIqaSize,
    hosts: ['drive.google.com', 'docs.google.com', '.googleusercontent.com'],
    converted: 'hyperiqa.safetensors',
    dtype: 'f32',
  },
  {
    name: 'hyperiqa-pyiqa',
    description: 'HyperIQA as pyiqa trained it on KonIQ-10k: protocol uniform, scores about 0 to 1 (110 MB)',
    url: 'https://huggingface.co/chaofengc/IQA-PyTorch-Weights/resolve/main/HyperIQA-resnet50-koniq10k-c96c41b1.pth',
    page: 'https://huggingface.co/chaofengc/IQA-PyTorch-Weights',
    download: 'HyperIQA-resnet50-koniq10k-c96c41b1.pth',
    checksum: { kind: 'sha256-prefix', value: 'c96c41b1' },
    size: hyperIqaSize,
    hosts: ['.huggingface.co', '.hf.co'],
    converted: 'hyperiqa-pyiqa.safetensors',
    dtype: 'f32',
  },
  {
    name: 'face-detector',
    description: "OpenCV's res10 300x300 SSD face detector, float32 (11 MB)",
    url: `${opencvFiles}/dnn_samples_face_detector_20170830/res10_300x300_ssd_iter_140000.caffemodel`,
    page: 'https://github.com/opencv/opencv/tree/4.x/samples/dnn/face_detector',
    download: 'res10_300x300_ssd_iter_140000.caffemodel',
    checksum: { kind: 'sha256', value: '2a56a11a57a4a295956b0660b4a3d76bbdca2206c4961cea8efe7d95c7cb2f2d' },
    size: { bytes: 10_666_211, isExact: true },
    hosts: [],
    converted: 'face-detector.safetensors',
    dtype: 'f32',
  },
  {
    name: 'face-detector-fp16',
    description: 'The same, float16: what weights/face-detector.safetensors is made from (5 MB)',
    url: `${opencvFiles}/dnn_samples_face_detector_20180205_fp16/res10_300x300_ssd_iter_140000_fp16.caffemodel`,
    page: 'https://github.com/opencv/opencv/tree/4.x/samples/dnn/face_detector',
    download: 'res10_300x300_ssd_iter_140000_fp16.caffemodel',
    checksum: { kind: 'sha256', value: '510ffd2471bd81e3fcc88a5beb4eae4fb445ccf8333ebc54e7302b83f4158a76' },
    size: { bytes: 5_351_047, isExact: true },
    hosts: [],
    converted: 'face-detector-fp16.safetensors',
    dtype: 'f16',
  },
];

/** Where the size is only known about, four times as much is still taken. */
export function mostBytesOf({ size }: WeightsEntry): number {
  return size.isExact ? size.bytes : 4 * size.bytes;
}

/** The environment's HYPERIQA_WEIGHTS_BASE stands in for scheme and host of every address: a mirror, or a test's server. */
export function addressOf(url: string): URL {
  const address = new URL(url);
  const base = process.env.HYPERIQA_WEIGHTS_BASE;
  return base === undefined || base === '' ? address : new URL(address.pathname + address.search, base);
}
