/** The `ModelCard` of BRISQUE. */

export const parity =
  'Compared with OpenCV 4.6 on the same pixels of 25 photos and patterns, including uniform, tiny and odd-sized ' +
  'ones: scores agree within 0.1 of 100, features within 1e-3 of their range.';

export const limits =
  'It sees contrast statistics, not content: a photo of fine texture may score like a noisy one. It was trained on ' +
  'the five distortions of LIVE (JPEG, JPEG 2000, noise, blur, transmission errors).';
