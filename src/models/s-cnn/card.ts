/** The `ModelCard` of S-CNN. */

export const parity =
  "Compared with the authors' layers in PyTorch on seeded weights: intermediate tensors agree within 1e-4 of their " +
  'largest magnitude, probabilities within 1e-4.';

export const limits =
  'The meaning of the 39 classes was never published and is inferred; exposure and noise are doubtful ' +
  '(docs/METRICS.md has the table). It only sees the middle of the reduced photo.';
