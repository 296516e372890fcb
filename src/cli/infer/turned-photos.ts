/**
 * Photos without a face that EXIF says are stored on their side or upside down. The detector only finds upright faces, so a notice says
 * what turns them: phones store portraits that way, and `--require` would refuse all of them.
 */
import { fileOrientation, turnsUpsideDownOrAside } from '../../image/orientation.ts';
import { counted } from '../../printable.ts';
import type { PhotoReport } from '../../scoring/photo-report.ts';

export interface TurnedPhotos {
  /** @param bytes of a file that was decoded. */
  read(file: string, bytes: Uint8Array): void;
  add(report: PhotoReport): void;
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
    add(report) {
      if (!turned.delete(report.file) || 'error' in report || report.faces.length > 0) return;
      if (count++ === 0) first = report.file;
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
