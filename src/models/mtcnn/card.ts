/** The `ModelCard` of MTCNN. */

export const parity =
  "Compared with OpenCV's dnn for the four networks (within 1e-4 of the largest magnitude) and a float64 " +
  'reimplementation of the cascade: the same faces, confidence within 1e-4, boxes and points within 0.02 pixel.';

export const limits =
  "It does not look for faces smaller than 50 pixels. The authors' own cascade rounds differently when it resizes " +
  'photos, so its boxes differ by a few thousandths of their width.';
