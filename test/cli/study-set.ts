/** A small study: photos of every kind that the selection distinguishes, and tables with the peculiarities of real ones. */
import { appendFile, cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';

export interface StudySet {
  readonly images: string;
  readonly scores: string;
  readonly indicators: string;
  readonly exclude: string;
}

/** The names, in the results' form and order, of the photos that have a score and exactly one face. */
export const selectedNames = ['a "quoted", name.jpg', 'blurred.jpg', 'café 写真.jpg', 'nested/dark.jpg', 'tie.jpg'];

/** Every other photo in the folder, with the reason why it has no row of results. */
export const skippedNames: readonly (readonly [name: string, reason: string])[] = [
  ['broken.jpg', 'failed'],
  ['gap.jpg', 'without-row'],
  ['gradient.png', 'no-face'],
  ['left out.jpg', 'excluded'],
  ['not in the table.jpg', 'without-row'],
  ['two.jpg', 'several-faces'],
];

/** Writes the study's files into the folder. */
export async function makeStudySet(folder: string): Promise<StudySet> {
  const images = join(folder, 'photos');
  await mkdir(join(images, 'nested'), { recursive: true });
  const face = await portrait().jpeg().toBuffer();
  await writeFile(join(images, 'a "quoted", name.jpg'), face);
  await writeFile(join(images, 'blurred.jpg'), await portrait().blur(1).jpeg().toBuffer());
  // Accents are separate code points (NFD), as macOS writes names.
  await writeFile(join(images, 'café 写真.jpg'.normalize('NFD')), face);
  await writeFile(join(images, 'nested', 'dark.jpg'), await portrait().linear(0.6, 0).jpeg().toBuffer());
  await writeFile(join(images, 'tie.jpg'), face);
  await writeFile(join(images, 'broken.jpg'), face.subarray(0, face.length / 2));
  await writeFile(join(images, 'gap.jpg'), face);
  await writeFile(join(images, 'left out.jpg'), face);
  await writeFile(join(images, 'not in the table.jpg'), face);
  await writeFile(join(images, 'gradient.png'), await drawn().png().toBuffer());
  const pair = [0, width].map((left) => ({ input: face, left, top: 0 }));
  const wide = sharp({ create: { width: 2 * width, height, channels: 3, background: 'black' } });
  await writeFile(join(images, 'two.jpg'), await wide.composite(pair).jpeg().toBuffer());

  const scores = join(folder, 'scores.csv');
  await writeFile(scores, `\ufeff${scoreLines.join('\r\n')}\r\n`);
  const indicators = join(folder, 'indicators.csv');
  await writeFile(indicators, 'image_id,brightness,note\nblurred,0.25,"a, b"\ntie,0.5,\n');
  const exclude = join(folder, 'exclude.txt');
  await writeFile(exclude, 'left out.jpg\r\n\r\nno such photo.jpg\r\n');
  return { images, scores, indicators, exclude };
}

const width = 100;
const height = 110;

/** A study with 20 more photos, so that its run takes long enough to be interrupted. */
export async function makeLongStudySet(folder: string): Promise<StudySet> {
  const set = await makeStudySet(folder);
  const names = Array.from({ length: 20 }, (_, i) => `copy ${i}.jpg`);
  for (const name of names) await cp(join(set.images, 'tie.jpg'), join(set.images, name));
  await appendFile(set.scores, names.map((name, i) => `${name},0,3,${40 + i}\r\n`).join(''));
  return set;
}

/** The portrait of the samples, cropped and reduced. */
function portrait() {
  const part = { left: 110, top: 60, width: 300, height: 330 };
  return sharp('samples/grace-hopper.jpg').extract(part).resize(width, height);
}

/** A picture without a face: stripes of increasing brightness. */
function drawn() {
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => (Math.floor(i / 3) % width) * 2);
  return sharp(data, { raw: { width, height, channels: 3 } });
}

/** Written with a byte-order mark and CRLF, as Windows programs do. */
const scoreLines = [
  'image_name,c1,MOS,MOS_zscore',
  '"a ""quoted"", name.jpg",0,3.1,61.5',
  'blurred.jpg,0,2.2,20.25',
  'broken.jpg,0,1.1,30',
  'café 写真.jpg,0,2.9,48.125',
  'dark.jpg,0,2.4,35.0625',
  'gap.jpg,0,3.3,',
  'gradient.png,0,3.3,10',
  'left out.jpg,0,3.3,11',
  'nowhere.jpg,0,3.3,12',
  'tie.jpg,0,3.1,61.5',
  'two.jpg,0,3.1,55',
];
