/**
 * Decodes JPEG. The standard leaves open how decoders upsample chroma, so results differ. The browser's own decoder is used where
 * it decodes as libjpeg-turbo does, like Pillow and the command line; elsewhere mozjpeg in WebAssembly is.
 */
import { inspectJpeg, readJpegHeader } from '../../image/jpeg/inspect.ts';
import type { DecodedPhoto, Photo } from '../../image/photo.ts';
import { PhotoFault, unsupported } from '../../image/photo-fault.ts';
import { sha256Of } from '../sha256.ts';
import { unturned } from './jpeg-file.ts';
import { decodeNatively } from './native.ts';
import type { OpenedPhoto } from '../../image/opened.ts';
/** test/fixtures/image/files/rgb-420.jpg, which tools/reference/make_image_fixtures.py wrote with Pillow 12. */
import probe from './probe.jpg';

/** The SHA-256 of the pixels that Pillow decodes from the probe. */
const probeSha256 = '59fbe9c1a8bd698e178cbfa3d0b9e1dd62fe58248617b9c9c2c48365e033cee0';

const inks = 4;

let nativeServes: Promise<boolean> | null = null;

/** @throws PhotoFault when the file is damaged or of an unsupported kind. */
export function openJpeg(bytes: Uint8Array<ArrayBuffer>): OpenedPhoto {
  const { width, height, components, arithmetic } = readJpegHeader(bytes);
  if (arithmetic) {
    throw unsupported(
      'it is a JPEG with arithmetic coding, which browsers do not read: save it as a baseline JPEG or PNG, or score it with ' +
        'the command line',
    );
  }
  return { width, height, decode: () => decode(bytes, components.length === inks) };
}

async function decode(bytes: Uint8Array<ArrayBuffer>, areInks: boolean): Promise<DecodedPhoto> {
  nativeServes ??= decodesProbeExactly();
  const parts = unturned(bytes);
  const decoding = areInks || (await nativeServes) ? decodeNatively(parts, false) : decodeByWebAssembly(parts);
  try {
    const { warnings, cutShort } = inspectJpeg(bytes);
    const photo = await decoding.catch((error: unknown) => {
      // Browsers refuse some damaged files that libjpeg reads, but not truncated ones.
      if (areInks || cutShort || !(error instanceof PhotoFault)) throw error;
      return decodeByWebAssembly(parts);
    });
    return { ...photo, warnings };
  } finally {
    await decoding.catch(() => undefined);
  }
}

async function decodeByWebAssembly(parts: readonly Uint8Array<ArrayBuffer>[]): Promise<Photo> {
  const { decodeByMozjpeg } = await import('./mozjpeg.ts');
  return decodeByMozjpeg(await new Blob([...parts]).arrayBuffer());
}

async function decodesProbeExactly(): Promise<boolean> {
  try {
    const { data } = await decodeNatively([probe], false);
    return (await sha256Of(data.slice())) === probeSha256;
  } catch {
    // The browser lacks an API that native decoding needs.
    return false;
  }
}
