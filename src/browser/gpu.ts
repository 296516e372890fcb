import { HyperIqaError } from '../errors.ts';

/** @throws HyperIqaError NO_ADAPTER where the browser has no WebGPU or does not offer it to this page. */
export function webGpu(): GPU {
  // Missing in browsers without WebGPU, and in all browsers unless the page was loaded by https or from localhost.
  // On a server that renders pages, `navigator` may be missing as well.
  const { navigator, isSecureContext } = globalThis as { navigator?: Partial<NavigatorGPU>; isSecureContext?: boolean };
  if (navigator?.gpu !== undefined) return navigator.gpu;
  throw new HyperIqaError(
    'NO_ADAPTER',
    isSecureContext === false
      ? 'WebGPU only works on pages loaded over https or from localhost.'
      : 'This browser has no WebGPU, which is needed here: use a current Chrome, Edge, Firefox or Safari.',
  );
}
