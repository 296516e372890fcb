/** The `ModelCard` of DIQA. */

export const parity =
  'Compared with both published networks in PyTorch on seeded weights, with odd and even sides; Keras agrees with ' +
  'PyTorch on the same files. The detail, intermediate tensors and scores agree within 1e-4 of their largest ' +
  'magnitude.';

export const limits =
  "The paper's network has two additional low-frequency features, which it does not define well enough to rebuild; " +
  'neither published network has them. It sees photos at their original size, so scores of very different sizes are ' +
  'hardly comparable.';
