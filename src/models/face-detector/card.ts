/** The `ModelCard` of Face detector. */

export const parity =
  "Compared with OpenCV's dnn on the same files: intermediate tensors agree within 1e-4 of their largest magnitude; " +
  'all faces above a confidence of 0.1 are found, with confidence and box within 1e-4.';

export const limits =
  "It misses faces smaller than about a twelfth of the photo's side, unless `--detector-tiles` shows it parts of the " +
  'photo. It finds no facial points.';
