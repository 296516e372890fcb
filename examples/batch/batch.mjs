// Scores the photos of a folder, worst first, as CSV: node batch.mjs FOLDER > scores.csv
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { open } from 'hyperiqa-webgpu';

const [folder = '.'] = process.argv.slice(2);
const photos = (await readdir(folder)).filter((name) => /\.(jpe?g|png|webp|avif|tiff?|gif)$/i.test(name)).sort();
const stop = new AbortController();
process.once('SIGINT', () => stop.abort(new Error('interrupted')));

const iqa = await open({ metric: ['hyperiqa', 'brisque'], adapter: process.env.HYPERIQA_ADAPTER });
const rows = [];
const onProgress = ({ done, total }) => process.stderr.write(`\r${done} of ${total}`);
for await (const result of iqa.scoreAll(photos.map((name) => join(folder, name)), { signal: stop.signal, onProgress })) {
  if ('error' in result) console.error(`\n${result.error.message}`);
  else rows.push(result);
}
console.log('file,hyperiqa,brisque');
for (const { file, scores } of rows.sort((a, b) => a.score - b.score)) {
  console.log(`"${file.replaceAll('"', '""')}",${scores.hyperiqa},${scores.brisque}`);
}
await iqa.close();
