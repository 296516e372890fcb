/** CIE Lab, which is still refused. */
import { unsupportedTiff } from './refusal.ts';
export function labToRgb(_data: Uint8Array, _from: number, _count: number, _rgb: Uint8Array, _to: number): void {
  throw unsupportedTiff('of CIE Lab, which is not read');
}
