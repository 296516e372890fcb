import type { Checkpoint } from '../checkpoint.ts';
import type { DetectorModel } from '../model.ts';

const files = 'https://raw.githubusercontent.com/opencv/opencv_3rdparty';
const page = 'https://github.com/opencv/opencv/tree/4.x/samples/dnn/face_detector';

const training = {
  label: 'caffe',
  trainedOn: 'faces from the web, by OpenCV',
  sawPhotosOf: null,
  better: 'higher',
  range: [0, 1],
  isClipped: false,
  protocol: null,
  caution: null,
  licence: 'Apache-2.0',
} as const satisfies Partial<Checkpoint>;

export const faceDetector: DetectorModel = {
  task: 'detector',
  findsPoints: false,
  name: 'face-detector',
  aliases: ['face'],
  title: 'Face detector',
  about: "OpenCV's res10 SSD, which finds faces in the photo squashed to 300x300.",
  paper: 'Liu et al., "SSD: Single Shot MultiBox Detector", ECCV 2016; trained and published by OpenCV in 2017',
  checkpoints: [
    {
      ...training,
      name: 'face-detector',
      file: 'face-detector.safetensors',
      bytes: 5.3e6,
      // OpenCV's own float16 file: weights/README.md has its address and checksum.
      source: { kind: 'committed' },
    },
    {
      ...training,
      name: 'face-detector-fp32',
      file: 'face-detector-fp32.safetensors',
      bytes: 11e6,
      source: {
        kind: 'download',
        files: [
          {
            url: `${files}/dnn_samples_face_detector_20170830/res10_300x300_ssd_iter_140000.caffemodel`,
            name: 'res10_300x300_ssd_iter_140000.caffemodel',
            size: { bytes: 10_666_211, isExact: true },
            checksum: { kind: 'sha256', value: '2a56a11a57a4a295956b0660b4a3d76bbdca2206c4961cea8efe7d95c7cb2f2d' },
          },
        ],
        page,
        hosts: [],
        dtype: 'f32',
      },
    },
  ],
  namings: [{ name: 'caffe', checkpoint: 'face-detector', nameInFile: (name) => name }],
  card: () => import('./card.ts'),
  code: () => import('./code.ts'),
};
