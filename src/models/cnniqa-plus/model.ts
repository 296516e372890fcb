import { patchProtocol } from '../cnniqa/patches.ts';
import type { MetricModel } from '../metric.ts';

type Name = 'cnniqa-plus-plus' | 'cnniqa-plus';

function modelOf(name: Name, alias: string, title: string, about: string, bytes: number): MetricModel {
  return {
    task: 'metric',
    name,
    aliases: [alias],
    title,
    about,
    paper:
      'Kang, Ye, Li and Doermann, "Simultaneous Estimation of Image Quality and Distortion via Multi-Task Convolutional ' +
      'Neural Networks", ICIP 2015',
    parity:
      "PyTorch computes lidq92's layers on seeded weights: scores of patches and photos agree within 1e-4, and the " +
      'kind of distortion is the same.',
    limits:
      'Every patch of 32x32 counts alike, and nothing larger is seen: neither content nor composition. Colour is not ' +
      'looked at. A distortion other than the five of LIVE (JPEG, JPEG 2000, noise, blur, transmission errors) gets the ' +
      'name of one of them.',
    judges: 'photo',
    saysWords: true,
    usesPrecision: true,
    protocols: [patchProtocol],
    checkpoints: [
      {
        name: `${name}-live`,
        label: 'live',
        trainedOn: "LIVE, people's ratings of distorted photos (DMOS), with lidq92's code",
        sawPhotosOf: 'LIVE',
        better: 'lower',
        range: [0, 100],
        isClipped: false,
        protocol: patchProtocol.name,
        caution: "Kinds of distortion are LIVE's in the order of its folders, which no published file confirms.",
        licence: 'none stated',
        file: `${name}-live.safetensors`,
        bytes,
        source: { kind: 'brought', page: 'https://github.com/lidq92/CNNIQAplusplus' },
      },
    ],
    namings: [{ name: 'lidq92', checkpoint: `${name}-live`, nameInFile: (tensor) => tensor }],
    code: async () => (await import('./code.ts')).networks[name],
  };
}

export const cnnIqaPlusModels: readonly MetricModel[] = [
  modelOf(
    'cnniqa-plus-plus',
    'cnniqa++',
    'CNNIQA++',
    'Two small convolutions on every grey patch of 32x32, which tell quality and kind of distortion.',
    350e3,
  ),
  modelOf('cnniqa-plus', 'cnniqa+', 'CNNIQA+', 'CNNIQA with a second output, the kind of distortion.', 2.9e6),
];
