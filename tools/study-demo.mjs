// `node tools/study-demo.mjs FOLDER [PHOTOS]`: makes a data set for trying out a study without KonIQ-10k. FOLDER/photos are
// crops of samples/ with five kinds of distortion, and FOLDER/scores.csv is a table in KonIQ-10k's form. Its scores are
// invented: they depend on the strength of the distortion, with noise. As in real data sets, some photos lack a row, one row
// lacks a photo, and one photo is damaged.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';

const [folder, countText = '240'] = process.argv.slice(2);
const count = Number(countText);
if (folder === undefined || folder.startsWith('-') || !Number.isInteger(count) || count < 1) {
  console.error('usage: node tools/study-demo.mjs FOLDER [PHOTOS]');
  process.exit(2);
}

// Park and Miller's generator, so that every run makes the same photos.
let state = 1;
function uniform() {
  state = (state * 48271) % 2147483647;
  return state / 2147483647;
}
const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());

/** `margin` is the largest part of a source that a crop may leave out. The portrait is used as often as the others together. */
const portrait = { file: 'samples/grace-hopper.jpg', margin: 0.15 };
const sources = [
  portrait,
  portrait,
  { file: 'samples/cat.jpg', margin: 0.3 },
  { file: 'samples/coffee.jpg', margin: 0.3 },
];

const ways = {
  blurred: (photo, strength) => photo.blur(0.3 + 5 * strength),
  dark: (photo, strength) => photo.linear(1 - 0.85 * strength, 0),
  compressed: async (photo, strength) =>
    sharp(await photo.jpeg({ quality: Math.round(90 - 86 * strength) }).toBuffer()),
  small: async (photo, strength) => {
    const { data, info } = await photo.png().toBuffer({ resolveWithObject: true });
    const shrunk = await sharp(data)
      .resize(Math.round(info.width * (1 - 0.9 * strength)))
      .png()
      .toBuffer();
    return sharp(shrunk).resize(info.width, info.height, { fit: 'fill' });
  },
  noisy: async (photo, strength) => {
    const { data, info } = await photo.raw().toBuffer({ resolveWithObject: true });
    const noisy = Uint8ClampedArray.from(data, (value) => value + 60 * strength * normal());
    return sharp(noisy, { raw: info });
  },
};

async function cutOut({ file, margin }) {
  const { width, height } = await sharp(file).metadata();
  const zoom = 1 - margin * uniform();
  const size = { width: Math.round(width * zoom), height: Math.round(height * zoom) };
  const left = Math.floor((width - size.width) * uniform());
  const top = Math.floor((height - size.height) * uniform());
  return sharp(file)
    .extract({ left, top, ...size })
    .removeAlpha()
    .toColourspace('srgb');
}

await mkdir(join(folder, 'photos'), { recursive: true });
const lines = ['image_name,c1,c2,c3,c4,c5,c_total,MOS,SD,MOS_zscore'];
for (let i = 0; i < count; i++) {
  const source = sources[Math.floor(uniform() * sources.length)];
  const [way, worsen] = Object.entries(ways)[i % Object.keys(ways).length];
  const strength = uniform();
  const opinion = Math.min(100, Math.max(0, 82 - 62 * strength + 6 * normal()));
  const photo = await worsen(await cutOut(source), strength);
  const name = `${way}-${String(i).padStart(4, '0')}.jpg`;
  await photo.jpeg({ quality: 92 }).toFile(join(folder, 'photos', name));
  // Every fiftieth photo has no row.
  if (i % 50 !== 49) lines.push(`${name},0,0,0,0,0,0,${(1 + opinion / 25).toFixed(6)},0,${opinion.toFixed(6)}`);
}
await writeFile(join(folder, 'photos', 'broken.jpg'), 'no photo');
for (const name of ['broken.jpg', 'nowhere.jpg']) lines.push(`${name},0,0,0,0,0,0,3,0,50`);
await writeFile(join(folder, 'scores.csv'), `${lines.join('\n')}\n`);
console.log(`Wrote ${count} photos and a damaged one to ${folder}/photos, and invented scores to ${folder}/scores.csv`);
