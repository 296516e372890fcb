/**
 * Scores photos and their faces on the WebGPU of Deno itself, by the package's browser entry, which needs nothing native:
 *
 *     deno run --unstable-webgpu --allow-read score.mjs photo.jpg ...
 */
import { open } from 'hyperiqa-webgpu/browser';

const weights = async (name) => {
  const url = new URL(import.meta.resolve(`hyperiqa-webgpu/weights/${name}.safetensors`));
  return new Blob([await Deno.readFile(url)]);
};

const iqa = await open({ weights: await weights('photo-judge'), faces: await weights('face-detector') });
for (const file of Deno.args) {
  const { score, faces } = await iqa.score(new Blob([await Deno.readFile(file)]));
  console.log(`${file}\t${score?.toFixed(2)}\t${faces.length} faces`);
}
await iqa.close();
