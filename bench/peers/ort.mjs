// Runs an ONNX file with onnxruntime-node, controlled by the same lines of JSON as ../worker.ts. It imports no code of the
// project, which would add to the measured cold start and memory.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import ort from 'onnxruntime-node';

const { provider, onnx } = JSON.parse(process.argv[2]);
const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);

// Its threads would wait for the next run in a loop, which takes the processor from the runtime whose turn it is.
const options = { executionProviders: [provider], extra: { session: { force_spinning_stop: '1' } } };

const load = performance.now();
const session = await ort.InferenceSession.create(onnx, options);
const compiled = performance.now();
const feeds = Object.fromEntries(
  session.inputMetadata.map(({ name, shape }) => {
    // The same values as those of `timingInputs` in ../../src/graph/program.ts.
    const length = shape.reduce((product, size) => product * size, 1);
    const values = Float32Array.from({ length }, (_, i) => Math.sin(i * 0.37));
    return [name, new ort.Tensor('float32', values, shape)];
  }),
);
const run = async () => (await session.run(feeds))[session.outputNames[0]].data;
const started = performance.now();
const check = [...(await run()).subarray(0, 16)];
const finished = performance.now();
say({ load, compile: compiled - load, firstRun: finished - started, total: finished, check });

/** The runs after the first over which each dispatch's median is taken, as in ../worker.ts. A separate session profiles them. */
const profiledRuns = 3;

async function profile() {
  if (provider === 'cpu') return [];
  const folder = await mkdtemp(join(tmpdir(), 'hyperiqa-ort-'));
  try {
    const profiling = { enableProfiling: true, profileFilePrefix: join(folder, 'profile') };
    const profiled = await ort.InferenceSession.create(onnx, { ...options, ...profiling });
    for (let i = 0; i <= profiledRuns; i++) await profiled.run(feeds);
    profiled.endProfiling();
    const [file] = await readdir(folder);
    const events = JSON.parse(await readFile(join(folder, file), 'utf8')).filter(({ cat }) => cat === 'Api');
    const count = events.length / (profiledRuns + 1);
    return events.slice(0, count).map(({ name }, i) => {
      const times = Array.from({ length: profiledRuns }, (_, run) => events[(run + 1) * count + i].dur);
      times.sort((a, b) => a - b);
      // Names have the form NODE&OPERATOR&SHADER, and times are in microseconds.
      return { operator: name.split('&').at(-2), milliseconds: times[profiledRuns >> 1] / 1000 };
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'run') {
    const begun = performance.now();
    await run();
    say({ ms: performance.now() - begun });
  } else if (line === 'profile') say({ steps: await profile() });
  else say({ rssBytes: process.resourceUsage().maxRSS * 1024 });
}
process.exit();
