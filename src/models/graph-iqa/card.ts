/** The `ModelCard` of GraphIQA. */

export const parity =
  "Compared with the authors' graph around torchvision's blocks in PyTorch on seeded weights, with one crop per " +
  'batch and without noise: intermediate tensors agree within 1e-4 of their largest magnitude, scores within 1e-4 of ' +
  'the range.';

export const limits =
  "The authors' own scores vary with the other photos of a batch and with noise, both of which are left out here. " +
  'Crops are at random positions, so scores depend on the seed.';
