import { join } from 'node:path';
import { cellsPerPage, contactCell, contactPage } from '../../image/contact-sheet.ts';
import type { Photo } from '../../image/photo.ts';
import { decodePhoto } from '../../platform/decode.ts';
import { writeJpeg } from '../../platform/jpeg.ts';
import { readResults } from './folder.ts';
import type { StudyInput } from './input.ts';

/**
 * Draws the face of each row of scores.csv, or the photo where there is none, with its name, on pages
 * contact-sheet-001.jpg and so on. Only one page's pictures are in memory. Throws FILE, IMAGE.
 */
export async function writeContactSheets(folder: string, input: StudyInput, maxMegapixels: number): Promise<number> {
  const paths = new Map(input.items.flatMap((item) => (item.kind === 'photo' ? [[item.imageName, item.path]] : [])));
  let cells: Photo[] = [];
  let pages = 0;
  const finishPage = async () => {
    const name = `contact-sheet-${String(++pages).padStart(3, '0')}.jpg`;
    await writeJpeg(join(folder, name), contactPage(cells));
    cells = [];
  };
  for (const { imageName, face } of (await readResults(folder)).rows()) {
    const photo = await decodePhoto(paths.get(imageName)!, { maxPixels: maxMegapixels * 1e6 });
    cells.push(contactCell(photo, face?.box ?? null, imageName));
    if (cells.length === cellsPerPage) await finishPage();
  }
  if (cells.length > 0) await finishPage();
  return pages;
}
