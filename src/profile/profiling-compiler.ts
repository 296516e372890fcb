/** A compiler whose programs profile their runs, used in place of the engine; without it, profiling costs nothing. */
import type { Graph } from '../graph/graph.ts';
import type { Compiler, Program } from '../graph/program.ts';
import type { ProfiledRun } from './trace.ts';

/** Programs of this compiler execute every run twice: once for the result, and once timed for `onRun`. */
export function profilingCompiler(compiler: Compiler, onRun: (run: ProfiledRun) => void): Compiler {
  return {
    precision: compiler.precision,
    async compile(graph) {
      const program = await compiler.compile(graph);
      const title = titleOf(graph);
      return profiled(program, (steps) => onRun({ title, steps }));
    },
  };
}

function profiled(program: Program, onSteps: (steps: ProfiledRun['steps']) => void): Program {
  return {
    inputs: program.inputs,
    outputs: program.outputs,
    memory: program.memory,
    profile: (inputs) => program.profile(inputs),
    dispose: () => program.dispose(),
    async run(inputs) {
      // The untimed execution comes first, because it includes work that drivers defer to it.
      const outputs = await program.run(inputs);
      onSteps(await program.profile(inputs));
      return outputs;
    },
  };
}

/** Such as `score from crops [10,3,224,224]`. */
function titleOf({ inputs, outputs }: Graph): string {
  const read = inputs.map(({ name, shape }) => `${name} [${shape}]`);
  return `${outputs.map((value) => value.name).join(', ')} from ${read.join(', ')}`;
}
