/** Runs each program once, on the test engine. */
import type { UseProgram } from '../../../src/models/fidelity/pair.ts';
import { openTestEngine } from '../../engine.ts';

export const useOnce: UseProgram = async (_key, graph, work) => {
  const program = await (await openTestEngine()).compile(graph());
  try {
    return await work(program);
  } finally {
    program.dispose();
  }
};
