/** The `ModelCard` of WaDIQaM-NR and of WaDIQaM-FR. */
import type { ModelCard } from '../model-row.ts';

const parity =
  "Compared with lidq92's layers in PyTorch on seeded weights, with the names and feature orders of both codes, and " +
  "in deepIQA's files, which h5py writes as Chainer does: tensors and scores agree within 1e-4 of their largest " +
  'magnitude.';

export const cards = {
  'wadiqam-nr': {
    parity,
    limits: 'It scores 32x32 patches one by one: it sees neither composition nor anything larger than a patch.',
  },
  'wadiqam-fr': {
    parity,
    limits:
      'It scores 32x32 patches one by one, against the same pixels of the reference: a photo shifted by one pixel ' +
      'counts as distorted.',
  },
} as const satisfies Readonly<Record<string, ModelCard>>;
