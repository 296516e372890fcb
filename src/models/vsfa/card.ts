/** The `ModelCard` of VSFA and of MDTVSFA. */
import type { ModelCard } from '../model-row.ts';

const parity =
  'Compared with PyTorch on seeded weights, with a narrow ResNet-50 and the head: features of a frame agree within ' +
  '1e-4 of their largest magnitude, and so do the scores of a clip and its frames. The published heads agree within ' +
  '1e-6 on uniform features.';

const limits =
  'It sees frames at their original size and was trained on clips of about 960x540 pixels. It knows nothing about ' +
  'sound or about stalls between equal frames. If frames are skipped, the 12 frames that it remembers span more time.';

export const cards = {
  vsfa: {
    parity,
    limits,
  },
  mdtvsfa: {
    parity,
    limits,
  },
} as const satisfies Readonly<Record<string, ModelCard>>;
