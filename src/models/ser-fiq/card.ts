/** The `ModelCard` of SER-FIQ. */

export const parity =
  'Compared with PyTorch on seeded weights with the same features dropped: intermediate tensors agree within 1e-4 of ' +
  'their largest magnitude, distance, robustness and score within 1e-4 of the range. NumPy drops the same features.';

export const limits =
  'It measures how certain this one recognition network is about the face, not how pleasing the portrait is. It ' +
  'assumes that the picture is one aligned face and scores anything else as well.';
