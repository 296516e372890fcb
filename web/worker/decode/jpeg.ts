/**
 * JPEG, of which decoders differ: how they interpolate halved colour is left to them. The browser's own serves where it
 * decodes as libjpeg-turbo does, which Pillow and the command line use; elsewhere mozjpeg in WebAssembly does.
 */
import type { Photo } from '../../../src/image/photo.ts';
import { sha256Of } from '../sha256.ts';
import type { JpegFile } from './jpeg-file.ts';
import { decodeNatively } from './native.ts';
/** test/fixtures/image/files/rgb-420.jpg, which tools/reference/make_image_fixtures.py wrote by Pillow 12. */
import probe from './probe.jpg';

/** Of Pillow's pixels of the probe. */
const probeSha256 = '59fbe9c1a8bd698e178cbfa3d0b9e1dd62fe58248617b9c9c2c48365e033cee0';

let nativeServes: Promise<boolean> | null = null;

export async function decodeJpeg({ unturned }: JpegFile): Promise<Photo> {
  nativeServes ??= decodesProbeExactly();
  if (await nativeServes) return decodeNatively(unturned, false);
  const { decodeByMozjpeg } = await import('./mozjpeg.ts');
  return decodeByMozjpeg(await new Blob([...unturned]).arrayBuffer());
}

async function decodesProbeExactly(): Promise<boolean> {
  try {
    const { data } = await decodeNatively([probe], false);
    return (await sha256Of(data.slice())) === probeSha256;
  } catch {
    // A browser without what decoding natively takes.
    return false;
  }
}
