import { basename, join, parse } from 'node:path';
import { annotate } from '../image/draw.ts';
import type { Photo } from '../image/photo.ts';
import { writePng } from '../platform/png.ts';
import type { PhotoScore } from '../scoring/photo-scorer.ts';

/** Writes annotated copies into one folder: `photo.jpg` becomes `photo.png`, its namesake elsewhere `photo-2.png`. */
export function annotator(folder: string, model: string) {
  const taken = new Set<string>();
  return async (file: string, photo: Photo, { score, faces }: PhotoScore): Promise<void> => {
    const { name } = parse(file);
    let target = `${name}.png`;
    for (let i = 2; taken.has(target); i++) target = `${name}-${i}.png`;
    taken.add(target);
    const caption = `${basename(file)}  ${model}`;
    await writePng(join(folder, target), annotate(photo, { score, faces, caption }));
  };
}
