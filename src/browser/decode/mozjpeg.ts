/** mozjpeg in WebAssembly, loaded when it is first needed. Its pixels are the same as libjpeg-turbo's. */

import codec from '@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm';
import decode, { init } from '@jsquash/jpeg/decode.js';
import type { Photo } from '../../image/photo.ts';
import { damaged } from '../../image/photo-fault.ts';
import { dropAlpha } from './native.ts';

let ready: Promise<void> | null = null;

/** @throws PhotoFault when the file is damaged, or its colours are inks (CMYK). */
export async function decodeByMozjpeg(file: ArrayBuffer): Promise<Photo> {
  ready ??= load().catch((error) => {
    // A failed load may succeed the next time.
    ready = null;
    throw error;
  });
  await ready;
  const {
    width,
    height,
    data: rgba,
  } = await decode(file).catch(() => {
    throw damaged('its JPEG data are damaged');
  });
  const data = new Uint8Array(width * height * 3);
  dropAlpha(rgba, data, 0);
  return { width, height, data };
}

async function load(): Promise<void> {
  const module = await WebAssembly.compile(codec);
  await init({
    instantiateWasm(imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance) => void) {
      const instance = new WebAssembly.Instance(module, imports);
      done(instance);
      return instance.exports;
    },
  });
}
