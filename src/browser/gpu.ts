import { HyperIqaError } from '../errors.ts';

/** @throws HyperIqaError NO_ADAPTER where the browser has no WebGPU or does not offer it to this page. */
export function webGpu(): GPU {
  // Missing in browsers without WebGPU, and in all browsers unless the page was loaded by https or from localhost.
  const { gpu } = navigator as Partial<NavigatorGPU>;
  if (gpu !== undefined) return gpu;
  throw new HyperIqaError(
    'NO_ADAPTER',
    isSecureContext
      ? 'This browser has no WebGPU, which is needed here: use a current Chrome, Edge, Firefox or Safari.'
      : 'WebGPU only works on pages loaded over https or from localhost.',
  );
}
