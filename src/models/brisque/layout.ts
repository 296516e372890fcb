import type { TensorSpec } from '../tensor-spec.ts';

/** Nine maps on two scales: of the first two numbers, of each other four. */
export const featureCount = 36;

/** Of the model that OpenCV publishes, trained on the LIVE image quality database. */
const supportVectors = 774;

/** Tensors of a converted file. */
export function brisqueLayout(): readonly TensorSpec[] {
  return [
    { name: 'range', shape: [2, featureCount] },
    { name: 'support_vectors', shape: [supportVectors, featureCount] },
    { name: 'alpha', shape: [supportVectors] },
    { name: 'rho', shape: [1] },
    { name: 'gamma', shape: [1] },
  ];
}
