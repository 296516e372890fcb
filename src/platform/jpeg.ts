import type { Photo } from '../image/photo.ts';
import { writeFileWhole } from './file-sink.ts';
import { besideOthers } from './libvips.ts';
import { loadSharp } from './sharp.ts';

/** Writes the photo as a JPEG file, completely or not at all. @throws HyperIqaError FILE when it cannot be written. */
export async function writeJpeg(path: string, { width, height, data }: Photo): Promise<void> {
  const sharp = await loadSharp();
  const bytes = await besideOthers(() =>
    sharp(data, { raw: { width, height, channels: 3 } })
      .jpeg({ quality: 85 })
      .toBuffer(),
  );
  await writeFileWhole(path, (sink) => sink.write(bytes));
}
