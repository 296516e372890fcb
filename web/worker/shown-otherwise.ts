/** Tells which files browsers show otherwise than they are scored: blended with what is below them, or moving. */
import { isoBrands, photoKind } from '../../src/image/kind.ts';

/** Whether a photo that was decoded may be transparent or animated; scored are the first picture's colours, whatever their alpha. */
export async function isShownOtherwise(bytes: Uint8Array): Promise<boolean> {
  switch (photoKind(bytes)) {
    case 'png':
      return hasAlphaOrFrames(bytes);
    case 'webp': {
      const { hasAlpha, isAnimated } = (await import('../../src/browser/decode/webp-file.ts')).readWebp(bytes);
      return hasAlpha || isAnimated;
    }
    case 'avif':
      if (isoBrands(bytes).includes('avis')) return true;
      return (await import('../../src/image/avif/container.ts')).readAvif(bytes).hasAlpha;
    case 'bmp':
      return bytes[bmpDepthAt] === 32;
    case 'gif':
      return true;
    default:
      return false;
  }
}

const bmpDepthAt = 28;

/** A PNG's chunks begin after its signature, and each has 12 bytes besides its data. */
function hasAlphaOrFrames(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 8; at + 8 <= bytes.length; at += view.getUint32(at) + 12) {
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    // The colour type's third bit stands for alpha.
    if (type === 'IHDR' && (bytes[at + 17]! & 4) !== 0) return true;
    if (type === 'tRNS' || type === 'acTL') return true;
    if (type === 'IDAT') return false;
  }
  return false;
}
