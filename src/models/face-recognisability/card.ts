/** The `ModelCard` of Face recognisability. */

export const parity =
  'Compared with face-api.js in TensorFlow.js (descriptors within 1e-4 of the largest magnitude) and with PyTorch ' +
  '(scores within 0.01 of 100).';

export const limits =
  'It is not a published face-quality system and was not trained on human ratings: it knows only seven kinds ' +
  'of degradation of 107 faces. It measures how well a machine can recognise the face, not how pleasing the portrait ' +
  'is. [FACES.md](../FACES.md) has its figures.';
