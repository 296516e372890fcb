/** The `ModelCard` of FaceQnet. */

export const parity =
  'Compared with PyTorch on seeded weights; Keras agrees with it on the same whole-model file. Intermediate tensors ' +
  'agree within 1e-4 of their largest magnitude, the score within 1e-4. The published files, with their scores of 22 ' +
  'pictures, are only compared if they lie beside the checkout, and were not available.';

export const limits =
  'It measures how well a machine can recognise the face, not how pleasing the portrait is. It assumes that the ' +
  "picture is one face as cut by MTCNN's box and scores anything else as well.";
