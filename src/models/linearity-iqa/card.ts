/** The `ModelCard` of LinearityIQA. */

export const parity =
  "Compared with the authors' layers around torchvision's blocks in PyTorch on seeded weights, with fewer and " +
  'narrower layers: intermediate tensors agree within 1e-4 of their largest magnitude, scores within 1e-4 of the ' +
  'range.';

export const limits =
  "It sees 664x498 pixels, whatever the photo's aspect ratio, and cannot judge what this resizing removes.";
