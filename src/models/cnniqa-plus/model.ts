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
    judges: 'photo',
    saysWords: true,
    usesPrecision: true,
    protocols: [patchProtocol],
    checkpoints: [
      {
        name: `${name}-live`,
        label: 'live',
        trainedOn: "LIVE, human ratings of distorted photos (DMOS), with lidq92's code",
        sawPhotosOf: 'LIVE',
        better: 'lower',
        range: [0, 100],
        isClipped: false,
        protocol: patchProtocol.name,
        caution:
          "The order of the kinds of distortion is assumed to be that of LIVE's folders; no published file " +
          'confirms it.',
        licence: 'none stated',
        file: `${name}-live.safetensors`,
        bytes,
        source: { kind: 'brought', page: 'https://github.com/lidq92/CNNIQAplusplus' },
      },
    ],
    namings: [{ name: 'lidq92', checkpoint: `${name}-live`, nameInFile: (tensor) => tensor }],
    card: () => import('./card.ts'),
    code: async () => (await import('./code.ts')).networks[name],
  };
}

export const cnnIqaPlusModels: readonly MetricModel[] = [
  modelOf(
    'cnniqa-plus-plus',
    'cnniqa++',
    'CNNIQA++',
    'Two small convolutions on every grey 32x32 patch, which predict quality and kind of distortion.',
    350e3,
  ),
  modelOf('cnniqa-plus', 'cnniqa+', 'CNNIQA+', 'CNNIQA with a second output for the kind of distortion.', 2.9e6),
];
