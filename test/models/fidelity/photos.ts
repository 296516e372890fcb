/** The pairs of test/fixtures/fidelity/scores.json. */
import type { Photo } from '../../../src/image/photo.ts';
import { type SamplePhoto, samplePhoto } from '../brisque/photos.ts';

/** The photo with `change` applied to every value. */
function mapped(photo: Photo, change: (value: number) => number): Photo {
  return { ...photo, data: photo.data.map(change) };
}

/** `samplePhoto` with the changes that only these fixtures have. */
export async function fidelityPhoto(photo: SamplePhoto): Promise<Photo> {
  const plain = () => samplePhoto({ ...photo, change: 'none' });
  switch (photo.change) {
    case 'negative':
      return mapped(await plain(), (value) => 255 - value);
    case 'black':
      return mapped(await plain(), () => 0);
    case 'white':
      return mapped(await plain(), () => 255);
    default:
      return samplePhoto(photo);
  }
}
