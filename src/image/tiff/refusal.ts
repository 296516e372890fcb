import { type PhotoFault, unsupported } from '../photo-fault.ts';

/** @param what completes the sentence "it is a TIFF ...", without a full stop. */
export function unsupportedTiff(what: string): PhotoFault {
  return unsupported(`it is a TIFF ${what}; save it as PNG, or as a TIFF of 8 bits with LZW or no compression`);
}
