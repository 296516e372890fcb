/** The `ModelCard` of CNNIQA. */

export const parity =
  "Compared with lidq92's layers in PyTorch on seeded and on the published weights: normalised patches agree to " +
  'float32 rounding, scores within 1e-4.';

export const limits =
  'All patches of 32x32 count equally, and it sees nothing larger: neither content nor composition, and no colour. ' +
  'It was trained on the five distortions of LIVE (JPEG, JPEG 2000, noise, blur, transmission errors).';
