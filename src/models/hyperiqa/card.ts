/** The `ModelCard` of HyperIQA. */

export const parity =
  "Compared with the authors' layers in PyTorch on full-size seeded weights and on the nano weights: intermediate " +
  'tensors agree within 1e-4 of their largest magnitude, scores of crops within 0.01 of 100.';

export const limits =
  'It sees crops of 224x224, so it knows nothing about composition and, with the protocol `demo`, which squashes the ' +
  'photo, nothing about fine detail in large photos. It was trained on photographs: scores of drawings, scans and ' +
  'screenshots mean little.';
