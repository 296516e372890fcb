/** The `ModelCard` of CNNIQA++ and of CNNIQA+. */

export const parity =
  "Compared with lidq92's layers in PyTorch on seeded weights: scores of patches and photos agree within 1e-4, and " +
  'the kind of distortion is the same.';

export const limits =
  'All patches of 32x32 count equally, and it sees nothing larger: neither content nor composition, and no colour. A ' +
  'distortion other than the five of LIVE (JPEG, JPEG 2000, noise, blur, transmission errors) is reported as one of ' +
  'them.';
