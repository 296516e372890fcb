// Makes reproducible data sets of tiny photos for the soak test.
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';

const distinct = 97;

/** One of this many photos is truncated. */
const brokenEvery = 23;

/** Writes `count` photos into `folder`/photos, and `folder`/scores.csv. */
export async function makeSet(folder, count) {
  const photos = join(folder, 'photos');
  await mkdir(photos, { recursive: true });
  const files = [];
  for (let i = 0; i < Math.min(distinct, count); i++) files.push(await tinyPhoto(i));
  const rows = ['image_name,MOS_zscore'];
  for (let i = 0; i < count; i++) {
    const name = `photo-${String(i).padStart(6, '0')}.jpg`;
    const bytes = files[i % files.length];
    await writeFile(join(photos, name), i % brokenEvery === 5 ? bytes.subarray(0, 200) : bytes);
    rows.push(`${name},${(i * 37) % 101}`);
  }
  await writeFile(join(folder, 'scores.csv'), `${rows.join('\n')}\n`);
  return { photos, scores: join(folder, 'scores.csv'), count };
}

async function tinyPhoto(index) {
  const [width, height] = [32 + (index % 5) * 8, 24 + (index % 7) * 8];
  const data = Buffer.alloc(width * height * 3);
  for (let at = 0; at < data.length; at += 32) {
    createHash('sha256').update(`${index} ${at}`).digest().copy(data, at);
  }
  return sharp(data, { raw: { width, height, channels: 3 } })
    .blur(0.5 + (index % 4))
    .jpeg({ quality: 60 })
    .toBuffer();
}
