/** The `ModelCard` of Face landmarks. */

export const parity =
  'Compared with face-api.js in TensorFlow.js on eight boxes: all landmarks agree within 0.01 pixel.';

export const limits =
  'If half of a face is covered or turned away, landmarks are guesses. The network returns landmarks for whatever is ' +
  'in the box.';
