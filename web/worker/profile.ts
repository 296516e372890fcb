/** Times each layer of a network on this adapter. */
import { HyperIqaError } from '../../src/errors.ts';
import type { Engine } from '../../src/gpu/engine.ts';
import type { Graph } from '../../src/graph/graph.ts';
import { type Program, type StepTime, timingInputs } from '../../src/graph/program.ts';
import { findModel } from '../../src/models/registry.ts';
import { weightsOf } from '../../src/models/weight-source.ts';
import { layerTimes, medianSteps, totalOf } from '../../src/profile/layer-times.ts';
import type { Profile } from '../protocol.ts';
import type { Models } from './models.ts';

const runs = 3;

/** @throws HyperIqaError WEIGHTS without weights; NO_ADAPTER where the browser offers no timestamp queries. */
export async function profileModel(engine: Engine, models: Models, model: Profile['model']): Promise<Profile> {
  const { graph, batch, unit } = await usualGraph(models, model);
  const program = await engine.compile(graph);
  try {
    const steps = medianSteps(await timedRuns(program));
    const order = [...new Set(steps.map((step) => step.node))];
    const layers = [...layerTimes(steps)].sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
    const { milliseconds } = totalOf(layers);
    return { model, adapter: engine.adapter, batch, unit, layers, milliseconds, memory: program.memory };
  } finally {
    program.dispose();
  }
}

/** The network as it usually scores photos. @throws HyperIqaError WEIGHTS */
export async function usualGraph(
  models: Models,
  model: Profile['model'],
): Promise<{ readonly graph: Graph } & Pick<Profile, 'batch' | 'unit'>> {
  const row = findModel(model);
  if (row === undefined) throw new HyperIqaError('USAGE', `${model} is not a model that this page knows.`);
  const [code, { file }] = [await row.code(), await models.open(row)];
  const { usualBatch: batch, unit } = code;
  return { graph: code.graph(weightsOf(file), batch), batch, unit };
}

/** Times do not depend on the pixels' values. */
async function timedRuns(program: Program): Promise<readonly (readonly StepTime[])[]> {
  const inputs = timingInputs(program.inputs.values());
  // The first run includes work that drivers defer to it.
  await program.run(inputs);
  const timed: (readonly StepTime[])[] = [];
  for (let i = 0; i < runs; i++) timed.push(await program.profile(inputs));
  return timed;
}
