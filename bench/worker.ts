/**
 * Runs our engine on one network in a process of its own. Prints a line of JSON after the first result, then answers each input
 * line, `run`, `profile` or `memory`, with another, and ends at the end of its input.
 */
import { createInterface } from 'node:readline';
import { HyperIqaError } from '../src/errors.ts';
import { Engine } from '../src/gpu/engine.ts';
import { type StepTime, timingInputs } from '../src/graph/program.ts';
import { choiceFile } from '../src/platform/choice-file.ts';
import { openNodeGpu } from '../src/platform/node-gpu.ts';
import { medianSteps } from '../src/profile/layer-times.ts';
import type { Answer, Ready, WorkerTask } from './messages.ts';
import { modelNamed, networkGraph, openNetworkWeights } from './networks.ts';

/** How many values of the first output are passed on for comparison. */
const checkedValues = 16;

/** The median of each dispatch is used. */
const profiledRuns = 3;

const say = (message: Ready | Answer): unknown => process.stdout.write(`${JSON.stringify(message)}\n`);

process.on('uncaughtException', (error) => {
  process.stderr.write(`${error instanceof HyperIqaError ? error.message : error.stack}\n`, () => process.exit(1));
});

const { network, batch, adapter, precision, weights } = JSON.parse(process.argv[2]) as WorkerTask;
const opened = await openNetworkWeights(modelNamed(network), weights);
const { gpu } = await openNodeGpu({ adapter });
const engine = await Engine.open(gpu, { choices: choiceFile, precision });
const graph = await networkGraph(opened, batch);
const load = performance.now();
const program = await engine.compile(graph);
const compiled = performance.now();
const inputs = timingInputs(graph.inputs);
const started = performance.now();
const outputs = await program.run(inputs);
const total = performance.now();
const check = [...outputs[graph.outputs[0].name].subarray(0, checkedValues)];
const firstRun = total - started;
say({ load, compile: compiled - load, firstRun, total, check, ...program.memory });

for await (const line of createInterface({ input: process.stdin })) {
  const begun = performance.now();
  if (line === 'run') {
    await program.run(inputs);
    say({ ms: performance.now() - begun });
  } else if (line === 'profile') {
    const runs: (readonly StepTime[])[] = [];
    while (runs.length < profiledRuns) runs.push(await program.profile(inputs));
    say({ steps: medianSteps(runs) });
  } else say({ rssBytes: process.resourceUsage().maxRSS * 1024 });
}
engine.close();
await opened.close();
