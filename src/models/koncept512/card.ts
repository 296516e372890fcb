/** The `ModelCard` of KonCept512. */

export const parity =
  "Compared with Keras's and timm's Inception-ResNet-v2 on seeded weights, with reimplementations of the authors' " +
  "and the port's last layers: tensors agree within 1e-4 of the largest magnitude, scores within 1e-4 of the range. " +
  'The published files were not available.';

export const limits =
  'The photo is squashed to 512x384, so pixel-level defects of large photos are lost, and aspect ratios other than ' +
  '4:3 are distorted.';
