/** The `ModelCard` of MagFace. */

export const parity =
  "Compared with the authors' network in PyTorch on seeded weights, with depths and widths taken from the file: " +
  'intermediate tensors agree within 1e-4 of their largest magnitude, the score within a relative error of 1e-4.';

export const limits =
  'It measures how well a machine can recognise the face, not how pleasing the portrait is. It assumes that the ' +
  'picture is one aligned face and scores anything else as well.';
