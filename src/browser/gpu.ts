import { HyperIqaError } from '../errors.ts';

/** @throws HyperIqaError NO_ADAPTER where the browser has no WebGPU or does not offer it to this page. */
export function webGpu(): GPU {
  // Missing in browsers without WebGPU, and in all browsers unless the page was loaded by https or from localhost.
  const { gpu } = navigator as Partial<NavigatorGPU>;
  if (gpu !== undefined) return gpu;
  throw new HyperIqaError(
    'NO_ADAPTER',
    isSecureContext
      ? 'This browser has no WebGPU, on which everything here runs: open the page in a current Chrome, Edge, Firefox or Safari.'
      : 'WebGPU needs a page that comes by https or from this machine: open it by such an address.',
  );
}
