/**
 * references.csv: the reference that each photo of a run is compared with. A run is only resumed if those of the photos that it has
 * scored are the same; what else the folder of references holds does not matter.
 */
import { join } from 'node:path';
import { HyperIqaError } from '../../errors.ts';
import { csvText } from '../../platform/csv/csv-text.ts';
import { journalLines } from '../../platform/csv/journal.ts';
import { readRegularFile } from '../../platform/regular-file.ts';
import { counted } from '../../printable.ts';
import type { CellForm } from '../../study/cell-guard.ts';
import type { References } from '../references.ts';
import { writeTextFile } from '../text-file.ts';
import { studyFiles } from './folder.ts';
import type { LeftOut, StudyPhoto } from './input.ts';

/** Names of references, by those of photos; the empty text where a photo has none. In the photos' order. */
export type ReferenceNames = ReadonlyMap<string, string>;

/** The references of all photos that are not left out. */
export function referenceNames(
  items: readonly (StudyPhoto | LeftOut)[],
  references: Pick<References, 'nameOf'>,
): ReferenceNames {
  const names = new Map<string, string>();
  for (const item of items) {
    if (item.kind === 'photo') names.set(item.imageName, references.nameOf(item.imageName, item.referenceName));
  }
  return names;
}

/**
 * Writes the table, after comparing it with an earlier one.
 * @param done names of the photos that earlier runs completed.
 * @throws HyperIqaError USAGE naming a photo that was compared with another reference; FILE.
 */
export async function recordReferences(
  folder: string,
  now: ReferenceNames,
  done: readonly string[],
  form: CellForm,
  say: (line: string) => void,
): Promise<void> {
  const then = await readReferences(folder, form);
  const differing = then === null ? [] : done.filter((name) => then.get(name) !== now.get(name));
  const replaced = differing.find((name) => then?.get(name));
  if (replaced !== undefined) throw changed(folder, replaced, then?.get(replaced), now.get(replaced));
  // The others had none, and were recorded as failed.
  if (differing.length > 0) {
    const [has, stays, it] = differing.length === 1 ? ['has', 'stays', 'it'] : ['have', 'stay', 'them'];
    say(
      `${counted(differing.length, 'photo')} ${has} a reference that was missing before, and ${stays} recorded as failed: a run into ` +
        `a new folder scores ${it}.`,
    );
  }
  await writeReferences(folder, now, form);
}

function changed(folder: string, photo: string, then: string | undefined, now: string | undefined): HyperIqaError {
  const found = now ? `and would now be compared with ${now}` : 'and no reference is found for it now, or several are';
  return new HyperIqaError(
    'USAGE',
    `--out ${folder}: it contains another run: ${photo} was compared with the reference ${then}, ${found} (--reference). Use the ` +
      'same references, or name a new folder.',
  );
}

/** @throws HyperIqaError FILE. */
export async function writeReferences(folder: string, names: ReferenceNames, form: CellForm): Promise<void> {
  const rows = [['image_name', 'reference'], ...names];
  await writeTextFile(join(folder, studyFiles.references), await csvText(rows, form));
}

/** null where there is no such table. @throws HyperIqaError FILE. */
export async function readReferences(folder: string, form: CellForm): Promise<ReferenceNames | null> {
  const bytes = await readRegularFile(join(folder, studyFiles.references)).catch((error: HyperIqaError) => {
    if ((error.cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT') return null;
    throw error;
  });
  if (bytes === null) return null;
  const [, ...lines] = await journalLines(bytes, form);
  return new Map(lines.map(({ values: [photo = '', reference = ''] }) => [photo, reference]));
}
