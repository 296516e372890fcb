/** Reads videos in Node: mediabunny demuxes and ffmpeg's libraries in @napi-rs/webcodecs decode. Both are installed by users. */
import type * as Mediabunny from 'mediabunny';
import { HyperIqaError } from '../../errors.ts';
import type { VideoCodecs } from '../../video/decode.ts';
import { openVideo } from '../../video/open-video.ts';
import { openRegularFile } from '../regular-file.ts';
import type { Clip } from './clip.ts';

/** The packages that `openVideoFile` requires. */
const packages = ['mediabunny', '@napi-rs/webcodecs'] as const;

/** @throws HyperIqaError FILE; INSTALLATION when the packages are missing; IMAGE when the file is not a supported video. */
export async function openVideoFile(path: string, autoOrient: boolean): Promise<Clip> {
  const file = await openRegularFile(path);
  const { mediabunny, codecs } = await loadPackages().catch(async (error: unknown) => {
    await file.close();
    throw error;
  });
  const { size } = await file.stat();
  const read = async (start: number, length: number) => {
    const { bytesRead, buffer } = await file.read(new Uint8Array(length), 0, length, start);
    return buffer.subarray(0, bytesRead);
  };
  const source = new mediabunny.CustomSource({
    getSize: () => size,
    read: (start, end) => read(start, end - start),
    dispose: () => file.close(),
  });
  return openVideo(mediabunny, { name: path, source, bytes: { size, read } }, codecs, autoOrient);
}

async function loadPackages(): Promise<{ readonly mediabunny: typeof Mediabunny; readonly codecs: VideoCodecs }> {
  try {
    const [mediabunny, codecs] = await Promise.all([import('mediabunny'), import('@napi-rs/webcodecs')]);
    return { mediabunny, codecs: codecs as unknown as VideoCodecs };
  } catch (cause) {
    throw new HyperIqaError(
      'INSTALLATION',
      `Decoding videos needs separate packages, which do not load on ${process.platform} ` +
        `${process.arch}: run \`npm install ${packages.join(' ')}\`, or give a folder of frames with --clip.`,
      { cause },
    );
  }
}
