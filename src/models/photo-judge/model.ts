import { grid } from '../hyperiqa/protocols.ts';
import type { MetricModel } from '../metric.ts';

export const photoJudge: MetricModel = {
  task: 'metric',
  name: 'photo-judge',
  aliases: ['judge', 'photo-faults', 'faults'],
  title: 'Photo judge',
  about:
    'How intact a photo is, and what is wrong with it, in words: up to three of 24 kinds of damage (blur, noise, compression, ' +
    'exposure and others), each with its strength. Trained for this project.',
  paper:
    'None. The backbone is that of Sandler et al., "MobileNetV2: Inverted Residuals and Linear Bottlenecks", CVPR 2018',
  judges: 'photo',
  saysWords: true,
  usesPrecision: true,
  protocols: [grid],
  checkpoints: [
    {
      name: 'photo-judge',
      label: 'npm-debian',
      trainedOn: 'artificial damage to 356 photographs from Debian packages',
      sawPhotosOf: null,
      better: 'higher',
      range: [0, 100],
      isClipped: true,
      protocol: grid.name,
      caution:
        'Using the built-in photo judge: trained on artificial damage, not human ratings (docs/JUDGE.md). The command ' +
        '`weights get hyperiqa-koniq` downloads weights trained on human ratings, which `--metric hyperiqa` uses.',
      plainCaution: 'The built-in photo judge was trained on artificial damage, not on human ratings.',
      licence: 'MIT',
      file: 'photo-judge.safetensors',
      bytes: 5.45e6,
      source: { kind: 'committed' },
    },
  ],
  namings: [{ name: 'npm-debian', checkpoint: 'photo-judge', nameInFile: (name) => name }],
  card: () => import('./card.ts'),
  code: () => import('./code.ts'),
};
