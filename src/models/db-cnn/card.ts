/** The `ModelCard` of DB-CNN. */

export const parity =
  "Compared with the authors' layers in PyTorch on seeded weights, in narrow widths and with odd and even sides: " +
  'intermediate tensors and scores agree within 1e-4 of their largest magnitude.';

export const limits =
  'It sees photos at their original size but was trained on photos of one size, so scores of photos of very ' +
  'different sizes are hardly comparable. Large photos need gigabytes of memory.';
