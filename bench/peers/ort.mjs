// onnxruntime-node on NETWORK.onnx, behind the same lines of JSON as ../worker.ts. Imports no code of the project, so
// that its cold start and its memory are its own.
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import ort from 'onnxruntime-node';

const { provider, network, batch } = JSON.parse(process.argv[2]);
const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);

const load = performance.now();
const file = join(dirname(fileURLToPath(import.meta.url)), `${network}.onnx`);
const session = await ort.InferenceSession.create(file, { executionProviders: [provider] });
const compiled = performance.now();
const shape = [batch, ...session.inputMetadata[0].shape.slice(1)];
// The same values as `timingInputs` in ../../src/graph/program.ts makes.
const length = shape.reduce((product, size) => product * size, 1);
const pixels = Float32Array.from({ length }, (_, i) => Math.sin(i * 0.37));
const crops = new ort.Tensor('float32', pixels, shape);
const run = async () => (await session.run({ crops })).score.data;
const started = performance.now();
const check = [...(await run())];
const finished = performance.now();
say({ load, compile: compiled - load, firstRun: finished - started, total: finished, check });

for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'run') {
    const begun = performance.now();
    await run();
    say({ ms: performance.now() - begun });
  } else say({ rssBytes: process.resourceUsage().maxRSS * 1024 });
}
process.exit();
