/** The `ModelCard` of DeepBIQ. */

export const parity =
  "Compared with the code's AlexNet in PyTorch on seeded weights and its scaler and regression in scikit-learn, from " +
  "files in the code's form: intermediate tensors agree within 1e-4 of their largest magnitude, scores of photos and " +
  'crops within 1e-4 of the range. Pillow cuts the same crops.';

export const limits =
  "This follows public code written after the paper, not the authors': they average the scores of crops, here the " +
  'regression sees the mean features of the crops. The grid never reaches the right and the lower border, and a ' +
  'photo with a side under 224 pixels is padded with black.';
