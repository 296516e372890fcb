import type { Graph } from '../graph/graph.ts';
import type { Compiler, Program } from '../graph/program.ts';

/** Programs that are kept at most, and how much memory they may hold together; the last one used always stays. */
const mostPrograms = 4;
const mostBytes = 256 * 2 ** 20;

interface Cached {
  readonly program: Program;
  /** Resolves when nobody uses it any more. */
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

/** Compiled programs for inputs of many sizes: the last ones used are kept, the others disposed of. */
export class ProgramCache {
  readonly #compiler: Compiler;
  /** The last used at the end. */
  readonly #programs = new Map<string, Cached>();
  #lastTake: Promise<unknown> = Promise.resolve();

  constructor(compiler: Compiler) {
    this.#compiler = compiler;
  }

  /**
   * Runs `work` with the program of that key, compiled if need be. Works overlap, but one that needs space for another
   * program waits until those that go are out of use: no more memory is held than by works one after another.
   * @param signal ends the work before its next run, with the signal's reason.
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

  /** Releases all programs once they are out of use. */
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

  /** For one more program; the longest unused go first. */
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
