import { grid } from '../hyperiqa/protocols.ts';
import type { MetricModel } from '../metric.ts';

export const photoFaults: MetricModel = {
  task: 'metric',
  name: 'photo-faults',
  aliases: ['faults'],
  title: 'Photo faults',
  about:
    'What is wrong with a photo, in words: any of 22 kinds of damage (blur, noise, compression, exposure and others), each with ' +
    'its strength, or nothing. Trained for this project.',
  paper:
    'None. The backbone is that of Sandler et al., "MobileNetV2: Inverted Residuals and Linear Bottlenecks", CVPR 2018',
  parity:
    'Compared with PyTorch on the same weights: probabilities within 1e-4, levels within 1e-3 of a level, on five photos.',
  limits:
    'It knows artificial damage of 356 photographs, one to three kinds at a time, and no human opinions. What somebody wanted ' +
    'so (fog, dusk, a soft background) can look like damage. The photo is reduced to 512x384 first, which hides fine damage of ' +
    'large photos. [JUDGE.md](../JUDGE.md) has its figures.',
  judges: 'photo',
  saysWords: true,
  usesPrecision: true,
  protocols: [grid],
  checkpoints: [
    {
      name: 'photo-faults',
      label: 'npm-debian',
      trainedOn: 'artificial damage of 356 photographs of Debian packages',
      sawPhotosOf: null,
      better: 'lower',
      range: [0, 5],
      isClipped: false,
      protocol: grid.name,
      caution: null,
      licence: 'MIT',
      file: 'photo-faults.safetensors',
      bytes: 5.03e6,
      source: { kind: 'committed' },
    },
  ],
  namings: [{ name: 'npm-debian', checkpoint: 'photo-faults', nameInFile: (name) => name }],
  code: () => import('./code.ts'),
};
