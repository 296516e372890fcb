import type { Graph } from '../graph/graph.ts';
import type { Compiler, Program } from '../graph/program.ts';

/** The most programs that are kept, and the most memory they may hold together; the last used one is always kept. */
const mostPrograms = 4;
const mostBytes = 256 * 2 ** 20;

interface Cached {
  readonly program: Program;
  /** Resolves when the program is no longer in use. */
  idle: Promise<void>;
}

function abortable(program: Program, signal: AbortSignal): Pick<Program, 'run'> {
  return {
    async run(inputs) {
      signal.throwIfAborted();
      return program.run(inputs);
    },
  };
}

/** Caches compiled programs for inputs of many sizes: the least recently used ones are disposed of. */
export class ProgramCache {
  readonly #compiler: Compiler;
  /** Most recently used last. */
  readonly #programs = new Map<string, Cached>();
  #lastTake: Promise<unknown> = Promise.resolve();

  constructor(compiler: Compiler) {
    this.#compiler = compiler;
  }

  /**
   * Runs `work` with the program of that key, which is compiled if necessary. Calls may overlap, but one that needs space for a
   * new program waits until the programs to be removed are idle, so no more memory is held than by sequential calls.
   * @param signal aborts the work before its next run, with the signal's reason.
   */
  async use<T>(
    key: string,
    graph: () => Graph,
    work: (program: Pick<Program, 'run'>) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    const begun = this.#lastTake.then(async () => {
      signal?.throwIfAborted();
      const cached = await this.#take(key, graph);
      const result = work(signal === undefined ? cached.program : abortable(cached.program, signal));
      cached.idle = Promise.allSettled([cached.idle, result]).then(() => undefined);
      return { result };
    });
    this.#lastTake = begun.catch(() => undefined);
    return (await begun).result;
  }

  /** Releases all programs as soon as they are idle. */
  async dispose(): Promise<void> {
    await this.#lastTake;
    for (const [key, { program, idle }] of this.#programs) {
      await idle;
      program.dispose();
      this.#programs.delete(key);
    }
  }

  async #take(key: string, graph: () => Graph): Promise<Cached> {
    const known = this.#programs.get(key);
    if (known === undefined) await this.#makeSpace();
    const cached = known ?? { program: await this.#compiler.compile(graph()), idle: Promise.resolve() };
    this.#programs.delete(key);
    this.#programs.set(key, cached);
    return cached;
  }

  /** Makes room for one more program; the least recently used ones go first. */
  async #makeSpace(): Promise<void> {
    let bytes = [...this.#programs.values()].reduce((sum, { program }) => sum + program.memory.arenaBytes, 0);
    for (const [key, { program, idle }] of this.#programs) {
      if (this.#programs.size < mostPrograms && bytes <= mostBytes) return;
      await idle;
      bytes -= program.memory.arenaBytes;
      program.dispose();
      this.#programs.delete(key);
    }
  }
}
