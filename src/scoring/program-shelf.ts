import type { Program } from '../gpu/types.ts';
import type { Graph } from '../graph/graph.ts';
import type { Compiler } from '../profile/profiling-compiler.ts';

/** Programs that are kept at most, and how much memory they may hold together; the last one used always stays. */
const mostPrograms = 4;
const mostBytes = 256 * 2 ** 20;

/** Compiled programs for inputs of many sizes: the last ones used are kept, the others disposed of. */
export class ProgramShelf {
  readonly #engine: Compiler;
  /** The last used at the end. */
  readonly #programs = new Map<string, Program>();
  #lastUse: Promise<unknown> = Promise.resolve();

  constructor(engine: Compiler) {
    this.#engine = engine;
  }

  /** Runs `work` with the program of that key, compiled if need be. Uses follow one another. */
  use<T>(key: string, graph: () => Graph, work: (program: Program) => Promise<T>): Promise<T> {
    const result = this.#lastUse.then(async () => work(await this.#take(key, graph)));
    this.#lastUse = result.catch(() => undefined);
    return result;
  }

  async #take(key: string, graph: () => Graph): Promise<Program> {
    const known = this.#programs.get(key);
    if (known === undefined) this.#clear();
    const program = known ?? (await this.#engine.compile(graph()));
    this.#programs.delete(key);
    this.#programs.set(key, program);
    return program;
  }

  /** Makes room for one more, the longest unused first. */
  #clear(): void {
    let bytes = [...this.#programs.values()].reduce((sum, program) => sum + program.memory.arenaBytes, 0);
    for (const [key, program] of this.#programs) {
      if (this.#programs.size < mostPrograms && bytes <= mostBytes) return;
      bytes -= program.memory.arenaBytes;
      program.dispose();
      this.#programs.delete(key);
    }
  }
}
