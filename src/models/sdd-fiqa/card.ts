/** The `ModelCard` of SDD-FIQA. */

export const parity =
  "Compared with the authors' network in PyTorch on seeded weights: intermediate tensors agree within 1e-4 of their " +
  'largest magnitude, the score within 1e-4 of its range.';

export const limits =
  'It measures how well a machine can recognise the face, not how pleasing the portrait is. It assumes that the ' +
  'picture is one aligned face and scores anything else as well.';
