/** The `ModelCard` of KonIQ++. */

export const parity =
  "Compared with the authors' layers around torchvision's blocks in PyTorch on seeded weights, with fewer and " +
  'narrower layers: intermediate tensors agree within 1e-4 of their largest magnitude, scores within 1e-4 of the ' +
  'range, defects within 1e-4 of the largest.';

export const limits =
  "It sees 640x480 pixels, whatever the photo's aspect ratio. Its four defects have no scale: compare them between " +
  'photos, not with each other.';
