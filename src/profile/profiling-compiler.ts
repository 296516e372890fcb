/** Stands in for an engine where a run of photos is to be profiled; without it, profiling costs nothing. */
import type { Engine } from '../gpu/engine.ts';
import type { Program } from '../gpu/types.ts';
import type { Graph } from '../graph/graph.ts';
import type { ProfiledRun } from './trace.ts';

/** What compiles graphs: an engine, or `profilingCompiler`. */
export type Compiler = Pick<Engine, 'compile'>;

/** Programs of this compiler run everything twice: once timed, told to `record`, and once for the result. */
export function profilingCompiler(engine: Engine, record: (run: ProfiledRun) => void): Compiler {
  return {
    async compile(graph, options) {
      const program = await engine.compile(graph, options);
      const title = titleOf(graph);
      return profiled(program, (steps) => record({ title, steps }));
    },
  };
}

function profiled(program: Program, record: (steps: ProfiledRun['steps']) => void): Program {
  return {
    inputs: program.inputs,
    outputs: program.outputs,
    memory: program.memory,
    profile: (inputs) => program.profile(inputs),
    dispose: () => program.dispose(),
    async run(inputs) {
      // The first execution also pays for what drivers put off until then: it is the one that is not timed.
      const outputs = await program.run(inputs);
      record(await program.profile(inputs));
      return outputs;
    },
  };
}

/** `score from crops [10,3,224,224]` */
function titleOf({ inputs, outputs }: Graph): string {
  const read = inputs.map(({ name, shape }) => `${name} [${shape}]`);
  return `${outputs.map((value) => value.name).join(', ')} from ${read.join(', ')}`;
}
