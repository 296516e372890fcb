/** The `ModelCard` of RankIQA. */

export const parity =
  "Compared with the authors' layers in PyTorch on seeded weights; OpenCV's dnn agrees with PyTorch on the same " +
  'file. Intermediate tensors agree within 1e-4 of their largest magnitude, scores of crops, their mean and median ' +
  'within 1e-4 of the range.';

export const limits =
  'It was trained on synthetic distortions, not on authentic photos. Crops are at random positions, so scores depend ' +
  'on the seed.';
