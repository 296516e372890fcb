/**
 * Photos without a face that EXIF says are stored on their side or upside down, as phones store portraits. The detector only finds
 * upright faces, so a notice says what turns them.
 */
import { fileOrientation, turnsUpsideDownOrAside } from '../image/orientation.ts';
import { counted } from '../printable.ts';

export interface TurnedPhotos {
  /** @param bytes of a file that was decoded. */
  read(file: string, bytes: Uint8Array): void;
  /** Counts the photo where none of its faces were found. */
  withoutFace(file: string): void;
  /** null where there are none. */
  notice(): string | null;
}

export function openTurnedPhotos(): TurnedPhotos {
  const turned = new Set<string>();
  let count = 0;
  let first = '';
  return {
    read(file, bytes) {
      if (turnsUpsideDownOrAside(fileOrientation(bytes))) turned.add(file);
    },
    withoutFace(file) {
      if (turned.has(file) && count++ === 0) first = file;
    },
    notice() {
      if (count === 0) return null;
      const [is, it] = count === 1 ? ['is', 'it'] : ['are', 'them'];
      const example = count === 1 ? first : `${first} for example`;
      return (
        `${counted(count, 'photo')} without a face (${example}) ${is} stored on the side or upside down, as EXIF says, and only ` +
        `upright faces are found: --auto-orient turns ${it} first.`
      );
    },
  };
}
