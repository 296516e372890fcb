/** The `ModelCard` of MUSIQ. */

export const parity =
  'Compared with PyTorch on seeded weights, in narrow widths: patches, their vectors and the tokens after the first ' +
  'block agree within 1e-4 of their largest magnitude, scores within 1e-4 of their range.';

export const limits =
  'Time and memory grow faster than the number of pixels, since every patch attends to all others: 12 megapixels take ' +
  'about 40 times the work of one megapixel. No trained weights were available for comparison.';
