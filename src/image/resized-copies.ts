/** Resized copies of a photo, kept as long as the photo: several metrics may want the same, and decoding threads make them ahead. */
import type { Photo } from './photo.ts';

const copies = new WeakMap<Photo['data'], Photo[]>();

/** All copies of the photo so far. */
export function copiesOf({ data }: Photo): readonly Photo[] {
  return copies.get(data) ?? [];
}

/** Keeps copies that were made elsewhere. */
export function keepCopies({ data }: Photo, made: readonly Photo[]): void {
  copies.set(data, [...(copies.get(data) ?? []), ...made]);
}

/** The copy of that size, which `make` makes if there is none yet. */
export function resizedCopy(photo: Photo, width: number, height: number, make: () => Photo): Photo {
  const known = copiesOf(photo).find((copy) => copy.width === width && copy.height === height);
  if (known !== undefined) return known;
  const made = make();
  keepCopies(photo, [made]);
  return made;
}
