/** The `ModelCard` of Photo judge. */

export const parity =
  'Compared with PyTorch on the same weights: scores of 0 to 100 within 1e-3, probabilities within 1e-4, on five ' +
  'photos.';

export const limits =
  'It was trained on artificial damage to 356 photographs, one to three kinds at a time, and not on human opinions. ' +
  'Intended effects (fog, dusk, a soft background) can look like damage. The photo is reduced to 512x384 first, which ' +
  'hides fine damage in large photos. [JUDGE.md](../JUDGE.md) has its figures.';
