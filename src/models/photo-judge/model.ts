import { grid } from '../hyperiqa/protocols.ts';
import type { MetricModel } from '../metric.ts';

export const photoJudge: MetricModel = {
  task: 'metric',
  name: 'photo-judge',
  aliases: ['judge', 'photo-faults', 'faults'],
  title: 'Photo judge',
  about:
    'How little a photo is damaged, and what is wrong with it, in words: any of 24 kinds of damage (blur, noise, compression, ' +
    'exposure and others), each with its strength, or nothing. Trained for this project.',
  paper:
    'None. The backbone is that of Sandler et al., "MobileNetV2: Inverted Residuals and Linear Bottlenecks", CVPR 2018',
  parity:
    'Compared with PyTorch on the same weights: scores of 0 to 100 within 1e-3, probabilities within 1e-4, on five photos.',
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
      name: 'photo-judge',
      label: 'npm-debian',
      trainedOn: 'artificial damage of 356 photographs of Debian packages',
      sawPhotosOf: null,
      better: 'higher',
      range: [0, 100],
      isClipped: true,
      protocol: grid.name,
      caution:
        'Using the built-in photo judge: trained on artificial damage, not human ratings (docs/JUDGE.md). The command ' +
        '`weights get hyperiqa-koniq` downloads weights trained on human ratings, which `--metric hyperiqa` uses.',
      licence: 'MIT',
      file: 'photo-judge.safetensors',
      bytes: 5.45e6,
      source: { kind: 'committed' },
    },
  ],
  namings: [{ name: 'npm-debian', checkpoint: 'photo-judge', nameInFile: (name) => name }],
  code: () => import('./code.ts'),
};
